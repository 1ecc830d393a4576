using OpenCvSharp;
using Proctoring.Tests.Support;
using ClipFrames = Proctoring.Tools.Evaluation.FrameSource;

namespace Proctoring.Tests.Load;

/// <summary>Camera frames of one person, encoded once as a browser sends them: JPEG of 640 × 480, two a second.</summary>
/// <param name="Source">What they show, for the report.</param>
/// <param name="Pictures">The frames in order.</param>
internal sealed record LoadFrames(string Source, IReadOnlyList<byte[]> Pictures)
{
    const int Moves = 120;

    static readonly Size Webcam = new(640, 480);

    static readonly ImageEncodingParam Quality = new(ImwriteFlags.JpegQuality, 70);

    /// <summary>The frame for a reference photo.</summary>
    public IReadOnlyList<byte[]> Face => [Pictures[0]];

    /// <summary>Reads PROCTORING_LOAD_CLIP, else the talking man of the evaluation data, else moves the test candidate's picture.</summary>
    public static LoadFrames Read()
    {
        var given = Environment.GetEnvironmentVariable("PROCTORING_LOAD_CLIP");
        var clip = given is { Length: > 0 } ? given : Path.Combine(TestFolders.EvaluationData, "clips", "franck.mp4");
        if (!File.Exists(clip))
            return given is { Length: > 0 } ? throw new FileNotFoundException($"PROCTORING_LOAD_CLIP names no file: {given}.") : Moved();
        var (frames, problem) = ClipFrames.ReadClip(clip);
        return problem is null
            ? new LoadFrames(Path.GetFileName(clip), [.. frames.Select(frame => Resize(frame.Bytes))])
            : throw new InvalidOperationException(problem);
    }

    /// <summary>The test candidate's picture, moved a little from frame to frame. Real frames cost the models about the same.</summary>
    public static LoadFrames Moved()
    {
        using var picture = Cv2.ImDecode(TestFaces.Candidate, ImreadModes.Color);
        return new LoadFrames("one moved picture", [.. Enumerable.Range(0, Moves).Select(frame => Move(picture, frame))]);
    }

    static byte[] Resize(byte[] jpeg)
    {
        using var picture = Cv2.ImDecode(jpeg, ImreadModes.Color);
        using var resized = new Mat();
        Cv2.Resize(picture, resized, Webcam);
        return resized.ToBytes(".jpg", Quality);
    }

    static byte[] Move(Mat picture, int frame)
    {
        var (x, y) = (6 * Math.Sin(frame / 5.0), 3 * Math.Cos(frame / 7.0));
        using var shift = Mat.FromArray(new[,] { { 1, 0, x }, { 0, 1, y } });
        using var moved = new Mat();
        Cv2.WarpAffine(picture, moved, shift, Webcam, borderMode: BorderTypes.Replicate);
        return moved.ToBytes(".jpg", Quality);
    }
}
