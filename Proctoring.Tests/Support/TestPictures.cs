using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenCvSharp;
using Proctoring.Core;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Vision.Onnx;
using Xunit;

namespace Proctoring.Tests.Support;

/// <summary>The real pictures and the loaded models that the vision tests share.</summary>
internal static class TestPictures
{
    static readonly Lazy<Task<FaceReader>> Reader = new(async () =>
        FaceReader.Load(await RestoredModels.StoreAsync(CancellationToken.None))
    );

    static readonly Lazy<Task<ObjectReader>> Objects = new(async () =>
        ObjectReader.Load(await RestoredModels.StoreAsync(CancellationToken.None))
    );

    static readonly Lazy<Task<HeadReader>> Heads = new(async () =>
        HeadReader.Load(await RestoredModels.StoreAsync(CancellationToken.None))
    );

    /// <summary>An inference slot for tests of code that needs one.</summary>
    public static InferenceSlot Slot { get; } = new InferenceSlots(1).TakeAsync().GetAwaiter().GetResult();

    /// <summary>The size of a browser's frame.</summary>
    public static Size FrameSize { get; } = new(640, 480);

    /// <summary>The object models, loaded once for all tests.</summary>
    public static Task<ObjectReader> ObjectsAsync() => Objects.Value.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>The face models, loaded once for all tests.</summary>
    public static Task<FaceReader> FacesAsync() => Reader.Value.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>The head models, loaded once for all tests.</summary>
    public static Task<HeadReader> HeadsAsync() => Heads.Value.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>A frame reader on the shared models, at the configured pace.</summary>
    public static async Task<FrameReader> FramesAsync(ILogger<FrameReader>? log = null, VisionOptions? options = null) =>
        new(
            await FacesAsync(),
            await HeadsAsync(),
            await ObjectsAsync(),
            options ?? new VisionOptions(),
            TimeProvider.System,
            log ?? NullLogger<FrameReader>.Instance
        );

    /// <summary>A picture's bytes, by its file name.</summary>
    public static byte[] Bytes(string name)
    {
        var path = Path.Combine(TestFolders.Pictures, name);
        return File.Exists(path)
            ? File.ReadAllBytes(path)
            : throw new FileNotFoundException($"{path} is missing: run scripts/test-pictures.sh {TestFolders.Pictures}.");
    }

    /// <summary>A picture's pixels.</summary>
    public static Mat Pixels(string name)
    {
        using var decoded = PictureDecoder.Decode(Slot, Bytes(name), PictureLimits.Photo);
        return decoded.Pixels!.Clone();
    }

    /// <summary>The astronaut at her webcam: 640×480, face about 175 pixels wide.</summary>
    public static Mat Candidate() => Cut("astronaut.png", new Rect(63, 0, 320, 240));

    /// <summary>Another person at the same webcam, with the face in the same place and of the same size.</summary>
    public static Mat Stranger() => Cut("sample6.jpg", new Rect(96, 394, 496, 372));

    /// <summary>An empty room.</summary>
    public static Mat Room() => Cut("coffee.png", new Rect(0, 0, 533, 400));

    /// <summary>A uniform picture, as from a covered lens.</summary>
    public static Mat Blank(double grey = 30) => new(FrameSize, MatType.CV_8UC3, Scalar.All(grey));

    /// <summary>A frame in the format a browser sends.</summary>
    public static byte[] Jpeg(Mat picture, int quality = 70)
    {
        Cv2.ImEncode(".jpg", picture, out var bytes, new ImageEncodingParam(ImwriteFlags.JpegQuality, quality));
        return bytes;
    }

    /// <summary>Two pictures side by side, each half as wide: two people at one camera.</summary>
    public static Mat Beside(Mat left, Mat right)
    {
        using var both = new Mat();
        Cv2.HConcat(left, right, both);
        return both.Resize(new Size(1280, 480));
    }

    static Mat Cut(string name, Rect part)
    {
        using var picture = Pixels(name);
        using var cut = new Mat(picture, part);
        return cut.Resize(FrameSize);
    }
}
