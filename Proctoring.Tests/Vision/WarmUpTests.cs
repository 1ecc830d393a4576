using Microsoft.Extensions.Logging.Abstractions;
using Proctoring.Core;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;
using Proctoring.Tests.Vision.Onnx;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>Before the server reports that its models are loaded, each has read a picture.</summary>
public sealed class WarmUpTests
{
    [Fact]
    public async Task Every_model_runs_once_at_the_start()
    {
        var store = await RestoredModels.StoreAsync(TestContext.Current.CancellationToken);
        string[] faceIds = ["ultraface", "blazeface", "facemesh", "mobilefacenet", "dlib-resnet"];
        string[] ids = [.. faceIds, "iris", "liveness", "cocossd-10-int8", "nanodet-int8"];
        var models = ids.ToDictionary(id => id, store.Open);
        var finder = new FaceFinder(
            new UltraFace(models["ultraface"]),
            new BlazeFace(models["blazeface"]),
            new FaceMesh(models["facemesh"])
        );
        using var faces = new FaceReader(finder, new MobileFaceNet(models["mobilefacenet"]), new DlibFaceNet(models["dlib-resnet"]));
        using var heads = new HeadReader(new IrisReader(models["iris"]), new LivenessReader(models["liveness"]));
        using var objects = new ObjectReader(new SsdDetector(models["cocossd-10-int8"]), new NanoDetDetector(models["nanodet-int8"]));
        var before = models.ToDictionary(model => model.Key, model => model.Value.Runs);

        new FrameReader(faces, heads, objects, new VisionOptions(), TimeProvider.System, NullLogger<FrameReader>.Instance).WarmUp();

        Assert.All(models, model => Assert.True(model.Value.Runs > before[model.Key], $"{model.Key} did not run"));
    }
}
