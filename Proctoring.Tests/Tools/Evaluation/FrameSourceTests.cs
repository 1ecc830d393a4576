using OpenCvSharp;
using Proctoring.Tests.Support;
using Proctoring.Tests.Vision.Onnx;
using Proctoring.Tools.Evaluation;
using Xunit;
using FrameSource = Proctoring.Tools.Evaluation.FrameSource;

namespace Proctoring.Tests.Tools.Evaluation;

/// <summary>A recording of a browser has frames at irregular times; each is measured at its own time.</summary>
/// <remarks>The recording was made with MediaRecorder in Chromium: VP8, 5.9 s, frames 15 to 370 ms apart, and none from 2.5 to 4.3 s. Its
/// brightness is the clock: 40 levels a second, from 0.39 s on.</remarks>
public sealed class FrameSourceTests
{
    /// <summary>The decoder stretches the levels of the video, 16 to 235, to 0 to 255.</summary>
    const double LevelsPerSecond = 40 * 255 / 219.0;

    static string Recording => Path.Combine(TestFolders.Root, "Proctoring.Tests", "Tools", "Evaluation", "browser-recording.webm");

    [Fact]
    public void Each_frame_of_a_browser_recording_has_the_time_at_which_it_was_drawn()
    {
        var (frames, problem) = FrameSource.ReadClip(Recording);

        Assert.Null(problem);
        var first = frames[1];
        Assert.All(
            frames.Skip(1),
            frame => Assert.Equal((BrightnessOf(frame) - BrightnessOf(first)) / LevelsPerSecond, (frame.At - first.At).TotalSeconds, 0.1)
        );
        Assert.InRange(frames[^1].At.TotalSeconds, 5.5, 5.9);
    }

    [Fact]
    public void A_recording_is_read_at_the_pace_of_an_exam_and_its_gap_stays_a_gap()
    {
        var (frames, _) = FrameSource.ReadClip(Recording);

        var times = frames.Select(frame => frame.At.TotalSeconds).ToList();
        Assert.Equal(10, times.Count);
        Assert.Equal(1, times.Count(second => second is > 2.55 and < 4.5));
        Assert.Equal(times.Count, times.Select(second => Math.Floor((second + 0.002) * FrameSource.FramesPerSecond)).Distinct().Count());
    }

    [Fact]
    public void A_clip_is_cut_to_the_proportions_of_the_wanted_size_and_scaled()
    {
        var (plain, _) = FrameSource.ReadClip(Recording);
        var (scaled, problem) = FrameSource.ReadClip(Recording, new Size(300, 100));

        Assert.Null(problem);
        Assert.Equal(plain.Select(frame => frame.At), scaled.Select(frame => frame.At));
        using var picture = Cv2.ImDecode(scaled[^1].Bytes, ImreadModes.Color);
        Assert.Equal(new Size(300, 100), picture.Size());
        Assert.Equal(BrightnessOf(plain[^1]), BrightnessOf(scaled[^1]), 2.0);
    }

    [Fact]
    public void The_middle_of_a_picture_keeps_its_proportions()
    {
        using var folder = new TemporaryFolder();
        using var picture = new Mat(100, 300, MatType.CV_8UC3, Scalar.Black);
        picture.Rectangle(new Rect(140, 40, 20, 20), Scalar.White, thickness: -1);
        Cv2.ImEncode(".png", picture, out var bytes);
        folder.Write("square.png", bytes);

        var (frames, _) = FrameSource.Read(folder.Path, new Size(200, 200));

        using var scaled = Cv2.ImDecode(frames[0].Bytes, ImreadModes.Grayscale);
        using var white = scaled.Threshold(128, 255, ThresholdTypes.Binary);
        var bounds = Cv2.BoundingRect(white);
        Assert.Equal(new Size(200, 200), scaled.Size());
        Assert.InRange(bounds.Width, 38, 42);
        Assert.InRange(bounds.Height, 38, 42);
        Assert.InRange(bounds.X, 78, 82);
    }

    [Theory]
    [InlineData("640x480", 640, 480)]
    [InlineData("640", 0, 0)]
    [InlineData("0x480", 0, 0)]
    [InlineData("640x-1", 0, 0)]
    [InlineData("--json", 0, 0)]
    public void A_size_is_two_sides_in_pixels(string text, int width, int height)
    {
        var asked = VerbArguments.Parse(["clip.mp4", "--size", text], size: true);

        Assert.Equal(width > 0 ? new Size(width, height) : null, asked?.Size);
        Assert.Equal(width > 0, asked is not null);
        Assert.Null(VerbArguments.Parse(["clip.mp4", "--size", text]));
    }

    static double BrightnessOf(SourceFrame frame)
    {
        using var picture = Cv2.ImDecode(frame.Bytes, ImreadModes.Grayscale);
        return picture.Mean().Val0;
    }
}
