using OpenCvSharp;

namespace Proctoring.Tests.Support;

/// <summary>Camera frames made from the test pictures: 640×480 JPEGs in the format a browser sends.</summary>
internal static class TestFaces
{
    static readonly Size Webcam = new(640, 480);

    /// <summary>The astronaut of python3-skimage.</summary>
    public static byte[] Candidate { get; } = Frame("astronaut.png", new Rect(40, 0, 400, 300));

    /// <summary>The woman in the middle of face-api's third sample.</summary>
    public static byte[] Stranger { get; } = Frame("sample3.jpg", new Rect(920, 150, 560, 420));

    /// <summary>Both, side by side.</summary>
    public static byte[] Both { get; } = SideBySide();

    /// <summary>A covered lens.</summary>
    public static byte[] Dark { get; } = Even(6);

    /// <summary>An empty room: a cup of coffee.</summary>
    public static byte[] Empty { get; } = Frame("coffee.png", new Rect(0, 0, 533, 400));

    static byte[] Frame(string file, Rect part)
    {
        using var frame = Cut(file, part, Webcam);
        return frame.ToBytes(".jpg");
    }

    static byte[] SideBySide()
    {
        var half = new Size(320, 480);
        // Faces of similar size: a much smaller face that hardly moves counts as a poster.
        using var left = Cut("astronaut.png", new Rect(144, 12, 160, 240), half);
        using var right = Cut("sample3.jpg", new Rect(1050, 150, 280, 420), half);
        using var both = new Mat();
        Cv2.HConcat(left, right, both);
        return both.ToBytes(".jpg");
    }

    static byte[] Even(double grey)
    {
        using var frame = new Mat(Webcam, MatType.CV_8UC3, Scalar.All(grey));
        return frame.ToBytes(".jpg");
    }

    static Mat Cut(string file, Rect part, Size size)
    {
        using var picture = Cv2.ImRead(TestFolders.Picture(file));
        using var cut = new Mat(picture, part);
        var frame = new Mat();
        Cv2.Resize(cut, frame, size, 0, 0, InterpolationFlags.Cubic);
        return frame;
    }
}
