using OpenCvSharp;
using Proctoring.Tests.Support;
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

    static double BrightnessOf(SourceFrame frame)
    {
        using var picture = Cv2.ImDecode(frame.Bytes, ImreadModes.Grayscale);
        return picture.Mean().Val0;
    }
}
