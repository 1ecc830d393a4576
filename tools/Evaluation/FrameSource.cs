using OpenCvSharp;

namespace Proctoring.Tools.Evaluation;

/// <summary>A frame for measurements, encoded like a camera frame.</summary>
/// <param name="Name">The file, or the number of the frame.</param>
/// <param name="Bytes">A JPEG, PNG or WebP file.</param>
/// <param name="At">Its time from the start of the clip; files of a folder follow each other at the pace of an exam.</param>
internal sealed record SourceFrame(string Name, byte[] Bytes, TimeSpan At);

/// <summary>Reads the frames of a folder or a clip into memory, so that the disk is not measured.</summary>
internal static class FrameSource
{
    /// <summary>More frames would only fill the memory.</summary>
    const int MostFrames = 1000;

    /// <summary>The frames per second of an exam.</summary>
    public const double FramesPerSecond = 2;

    /// <summary>The time between two frames.</summary>
    public static readonly TimeSpan BetweenFrames = TimeSpan.FromSeconds(1 / FramesPerSecond);

    /// <summary>Time stamps are rounded to milliseconds.</summary>
    const double Rounding = 0.002;

    /// <summary>The JPEG quality that browsers use for camera frames.</summary>
    const int JpegQuality = 70;

    /// <summary>Reads the frames; returns a sentence if there are none.</summary>
    public static (IReadOnlyList<SourceFrame> Frames, string? Problem) Read(string path)
    {
        if (Directory.Exists(path))
            return ReadFolder(path);
        if (File.Exists(path))
            return ReadClip(path);
        return ([], $"There is no folder or file {path}.");
    }

    static (IReadOnlyList<SourceFrame> Frames, string? Problem) ReadFolder(string folder)
    {
        string[] endings = [".jpg", ".jpeg", ".png", ".webp"];
        var files = Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => endings.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Take(MostFrames);
        var frames = files
            .Select((f, number) => new SourceFrame(Path.GetRelativePath(folder, f), File.ReadAllBytes(f), number * BetweenFrames))
            .ToList();
        return frames.Count > 0 ? (frames, null) : ([], $"The folder {folder} contains no JPEG, PNG or WebP.");
    }

    /// <summary>Reads a clip at the pace of an exam.</summary>
    public static (IReadOnlyList<SourceFrame> Frames, string? Problem) ReadClip(string file)
    {
        using var clip = new VideoCapture(file);
        var frames = new List<SourceFrame>();
        using var picture = new Mat();
        var rate = clip.IsOpened() && clip.Fps is > 0 and < 1000 ? clip.Fps : FramesPerSecond;
        var next = 0.0;
        for (var number = 0; frames.Count < MostFrames && clip.IsOpened() && clip.Grab(); number++)
        {
            // Browser recordings have no constant rate: only the time stamps are right. A container without them gives zero.
            var stamp = clip.Get(VideoCaptureProperties.PosMsec) / 1000;
            var second = stamp > 0 || number == 0 ? stamp : number / rate;
            if (second + Rounding < next || !clip.Retrieve(picture) || picture.Empty())
                continue;
            // A gap in the recording gives no frames: the frames after it belong to later times.
            next = Math.Floor((second + Rounding) * FramesPerSecond + 1) / FramesPerSecond;
            Cv2.ImEncode(".jpg", picture, out var bytes, new ImageEncodingParam(ImwriteFlags.JpegQuality, JpegQuality));
            frames.Add(new SourceFrame($"frame {frames.Count + 1}", bytes, TimeSpan.FromSeconds(second)));
        }

        return frames.Count > 0
            ? (frames, null)
            : ([], $"{file} cannot be read as a clip here. Extract its frames first: ffmpeg -i {Path.GetFileName(file)} frames/%05d.jpg");
    }
}
