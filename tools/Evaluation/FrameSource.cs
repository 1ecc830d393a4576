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
    /// <param name="path">A folder of pictures or a clip.</param>
    /// <param name="size">The size that pictures are changed to, as another camera would deliver them; null keeps their size.</param>
    public static (IReadOnlyList<SourceFrame> Frames, string? Problem) Read(string path, Size? size = null)
    {
        if (Directory.Exists(path))
            return ReadFolder(path, size);
        if (File.Exists(path))
            return ReadClip(path, size);
        return ([], $"There is no folder or file {path}.");
    }

    static (IReadOnlyList<SourceFrame> Frames, string? Problem) ReadFolder(string folder, Size? size)
    {
        string[] endings = [".jpg", ".jpeg", ".png", ".webp"];
        var files = Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => endings.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Take(MostFrames);
        var frames = files
            .Select((f, number) => new SourceFrame(Path.GetRelativePath(folder, f), ReadFile(f, size), number * BetweenFrames))
            .ToList();
        return frames.Count > 0 ? (frames, null) : ([], $"The folder {folder} contains no JPEG, PNG or WebP.");
    }

    /// <summary>Reads a file; a picture that OpenCV cannot decode stays as it is, for the product's own decoder to refuse.</summary>
    static byte[] ReadFile(string file, Size? size)
    {
        var bytes = File.ReadAllBytes(file);
        if (size is null)
            return bytes;
        using var picture = Cv2.ImDecode(bytes, ImreadModes.Color);
        return picture.Empty() ? bytes : Encode(picture, size);
    }

    static byte[] Encode(Mat picture, Size? size)
    {
        using var resized = size is { } wanted ? Resize(picture, wanted) : null;
        Cv2.ImEncode(".jpg", resized ?? picture, out var bytes, new ImageEncodingParam(ImwriteFlags.JpegQuality, JpegQuality));
        return bytes;
    }

    /// <summary>Cuts the middle of a picture to the proportions of a size and scales it.</summary>
    static Mat Resize(Mat picture, Size size)
    {
        var scale = Math.Min((double)picture.Width / size.Width, (double)picture.Height / size.Height);
        var (width, height) = (Math.Max(1, (int)(size.Width * scale)), Math.Max(1, (int)(size.Height * scale)));
        using var middle = new Mat(picture, new Rect((picture.Width - width) / 2, (picture.Height - height) / 2, width, height));
        var resized = new Mat();
        Cv2.Resize(middle, resized, size, interpolation: scale > 1 ? InterpolationFlags.Area : InterpolationFlags.Cubic);
        return resized;
    }

    /// <summary>Reads a clip at the pace of an exam.</summary>
    public static (IReadOnlyList<SourceFrame> Frames, string? Problem) ReadClip(string file, Size? size = null)
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
            frames.Add(new SourceFrame($"frame {frames.Count + 1}", Encode(picture, size), TimeSpan.FromSeconds(second)));
        }

        return frames.Count > 0
            ? (frames, null)
            : ([], $"{file} cannot be read as a clip here. Extract its frames first: ffmpeg -i {Path.GetFileName(file)} frames/%05d.jpg");
    }
}
