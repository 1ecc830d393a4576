using Proctoring.Tests.Vision.Onnx;
using Xunit;

namespace Proctoring.Tests.Tools.Conversion;

/// <summary>Compares the converted models with the results of TensorFlow Lite, TensorFlow.js and dlib for the same pictures.</summary>
public sealed class ConvertedModelTests
{
    static readonly double[] DlibMean = [122.782, 117.001, 104.298];
    static readonly double[] NanoDetMean = [123.675, 116.28, 103.53];
    static readonly double[] NanoDetDeviation = [58.395, 57.12, 57.375];

    [Theory]
    [InlineData("facemesh", 5e-4)]
    [InlineData("mobilefacenet", 1e-4)]
    [InlineData("dlib-resnet", 1e-5)]
    [InlineData("iris", 2e-4)]
    [InlineData("cocossd-10", 1e-4)]
    [InlineData("nanodet", 1e-4)]
    public async Task A_converted_model_gives_the_results_of_the_original_runtime(string id, double tolerance)
    {
        var cancel = TestContext.Current.CancellationToken;
        var floats = await RestoredModels.FloatsAsync(cancel);
        var quantized = floats.Manifest.Models.Any(known => known.Id == id);
        using var model = (quantized ? floats : await RestoredModels.StoreAsync(cancel)).Open(id);
        var recording = Recording.Of(id);
        Assert.Equal(2, recording.Pictures.Count);

        foreach (var (index, outputs) in recording.Pictures.Index())
        {
            using var result = model.Run(Picture(id, index + 1));
            Assert.Equal(model.OutputNames.Order(), outputs.Keys.Order());
            foreach (var (name, recorded) in outputs)
                // Scores of a picture that shows nothing are small: scores of 0 to 1 must agree more closely.
                AssertClose(recorded, result[name].ToArray(), name.StartsWith("scores", StringComparison.Ordinal) ? 1e-5 : tolerance);
        }
    }

    [Theory]
    [InlineData("mobilefacenet")]
    [InlineData("dlib-resnet")]
    public async Task An_embedder_gives_the_same_alone_and_in_a_batch(string id)
    {
        using var model = (await RestoredModels.StoreAsync(TestContext.Current.CancellationToken)).Open(id);
        var (first, second) = (Picture(id, 1), Picture(id, 2));

        using var both = model.Run(
            new float[][] { first, second }
                .SelectMany(picture => picture)
                .ToArray()
        );
        using var alone = model.Run(second);

        Assert.Equal(2, both.Shape("embedding")[0]);
        var length = alone["embedding"].Length;
        var inBatch = both["embedding"][length..].ToArray();
        Assert.All(alone["embedding"].ToArray().Zip(inBatch), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    static float[] Picture(string id, int number) =>
        id switch
        {
            "facemesh" => SyntheticPicture.Make(number, 192, (value, _) => value / 255),
            "mobilefacenet" => SyntheticPicture.Make(number, 112, (value, _) => (value - 127.5) / 128),
            "dlib-resnet" => SyntheticPicture.Make(number, 150, (value, channel) => (value - DlibMean[channel]) / 256),
            "iris" => SyntheticPicture.Make(number, 64, (value, _) => value / 255),
            "cocossd-10" => SyntheticPicture.Make(number, 300, (value, _) => value * 2 / 255 - 1),
            "nanodet" => SyntheticPicture.Planes(
                number,
                416,
                320,
                (value, channel) => (value - NanoDetMean[channel]) / NanoDetDeviation[channel]
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(id)),
        };

    static void AssertClose(RecordedOutput recorded, float[] actual, double tolerance)
    {
        Assert.Equal(recorded.Length, actual.Length);
        Assert.Equal(recorded.AbsoluteSum, actual.Sum(value => Math.Abs((double)value)), recorded.Length * tolerance);
        foreach (var (index, expected) in recorded.Values.Index())
            Assert.Equal(expected, actual[index * recorded.Step], (float)tolerance);
    }
}
