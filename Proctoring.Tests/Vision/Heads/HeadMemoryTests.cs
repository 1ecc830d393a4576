using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Heads;
using Xunit;

namespace Proctoring.Tests.Vision.Heads;

/// <summary>A candidate is measured relative to the candidate's own usual pose and gaze.</summary>
public sealed class HeadMemoryTests
{
    static readonly EyeReading Open = new(0.1f, 0, 0.3f);

    readonly HeadMemory memory = new();
    DateTime now = new(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc);

    SeenHead Show(HeadPose pose, EyeReading? eye, int frames = 1, float mouth = 0.02f)
    {
        SeenHead seen = new();
        for (var i = 0; i < frames; i++)
            seen = memory.Saw(now += TimeSpan.FromSeconds(0.5), pose, mouth, eye);
        return seen;
    }

    [Fact]
    public void Before_the_baseline_is_known_the_eyes_are_unknown()
    {
        var seen = Show(new HeadPose(8, 2, 0), new EyeReading(0.1f, 0, 0.1f), HeadMemory.FramesOfBaseline - 1);
        Assert.Equal((null, null, null), (seen.Turn, seen.Gaze, seen.EyesClosed));
        Assert.Equal(8, seen.Pose!.Value.Yaw);
    }

    [Fact]
    public void A_reading_is_used_for_its_own_eye_for_three_seconds_at_most()
    {
        EyeView view = new(Open, []);
        memory.Remember(view, now);
        // A frame that uses it does not make it newer.
        memory.Remember(view, now.AddSeconds(2));

        Assert.Same(view, memory.Known(now.AddSeconds(3)));
        Assert.Null(memory.Known(now.AddSeconds(3.1)));
        // The clock was set back.
        Assert.Null(memory.Known(now.AddSeconds(-1)));

        Show(default, Open);
        Assert.Null(memory.Known(now));
    }

    [Fact]
    public void A_reading_is_not_used_after_an_eye_that_could_not_be_read()
    {
        memory.Remember(new EyeView(Open, []), now);
        memory.Remember(null, now.AddSeconds(1));

        Assert.Null(memory.Known(now.AddSeconds(1)));
    }

    [Fact]
    public void Pose_and_gaze_are_relative_to_the_usual_ones()
    {
        Show(new HeadPose(8, 2, 0), Open, HeadMemory.FramesOfBaseline + 1);
        var seen = Show(new HeadPose(18, -3, 1), Open with { X = 0.4f }, 2);
        Assert.Equal(new HeadPose(10, -5, 1), seen.Turn);
        Assert.Equal(0.3f, seen.Gaze!.Value.X, 0.001f);
        // A long look aside does not become usual.
        Assert.Equal(0.3f, Show(new HeadPose(18, -3, 1), Open with { X = 0.4f }, 600).Gaze!.Value.X, 0.001f);
    }

    [Fact]
    public void A_head_turned_away_from_the_start_is_not_a_usual_pose()
    {
        var away = Show(new HeadPose(60, 0, 0), null, 100);
        Assert.Null(away.Turn);
        Show(new HeadPose(28, 0, 0), Open with { X = 0.9f }, 30);
        var seen = Show(new HeadPose(28, 0, 0), Open with { X = 0.9f }, 2);
        Assert.Equal(8, seen.Turn!.Value.Yaw, 0.001f);
        Assert.InRange(seen.Gaze!.Value.X, 0.6f, 0.7f);
    }

    [Fact]
    public void Narrow_eyes_are_open_if_they_are_usual_and_a_wink_closes_none()
    {
        Show(default, Open with { Openness = 0.16f }, HeadMemory.FramesOfBaseline + 2);
        Assert.False(Show(default, Open with { Openness = 0.13f }, 4).EyesClosed);
        Assert.False(Show(default, Open with { Openness = 0.05f }).EyesClosed); // one eye's turn
        Assert.True(Show(default, Open with { Openness = 0.05f }, 2).EyesClosed);
        Assert.Null(Show(default, Open with { Openness = 0.05f }).Gaze);
    }

    [Fact]
    public void Lids_of_a_lowered_or_turned_head_are_ignored()
    {
        Show(default, Open, HeadMemory.FramesOfBaseline + 2);
        Assert.Null(Show(new HeadPose(0, -30, 0), Open with { Openness = 0.05f }, 4).EyesClosed);
        Assert.Null(Show(new HeadPose(40, 0, 0), Open with { Openness = 0.05f }, 4).EyesClosed);
    }

    [Fact]
    public void An_eye_that_could_not_be_read_leaves_the_gaze_unknown()
    {
        Show(default, Open, HeadMemory.FramesOfBaseline + 2);
        Assert.Null(Show(default, null).Gaze);
        Assert.NotNull(Show(default, Open, 2).Gaze);
    }

    [Fact]
    public void The_eyes_are_read_in_turn()
    {
        var first = memory.NextEye;
        Show(default, Open);
        Assert.NotEqual(first, memory.NextEye);
    }

    [Fact]
    public void A_face_that_does_nothing_for_long_shows_no_life_and_one_blink_is_enough()
    {
        Assert.Null(Show(default, Open, 60).ShowsLife);
        Assert.False(Show(default, Open, 60).ShowsLife);
        Assert.True(Show(default, Open with { Openness = 0.1f }).ShowsLife);
        Assert.True(Show(default, Open, 60).ShowsLife);
        Assert.False(Show(default, Open, 60).ShowsLife);
    }

    [Fact]
    public void An_eye_that_is_always_narrower_than_the_other_is_no_blink()
    {
        bool? ShowsLife(float right)
        {
            Show(default, Open);
            return Show(default, Open with { Openness = right }).ShowsLife;
        }

        for (var second = 0; second < 39; second++)
            Assert.Null(ShowsLife(right: 0.15f));
        for (var second = 0; second < 60; second++)
            Assert.NotEqual(true, ShowsLife(right: 0.15f));
        Assert.False(ShowsLife(right: 0.15f));
        Assert.True(ShowsLife(right: 0.05f));
    }

    [Theory]
    [InlineData(20, 0.02f)]
    [InlineData(0, 0.3f)]
    public void Turning_and_speaking_are_life(float yaw, float mouth)
    {
        Show(default, Open, 100);
        Assert.True(Show(new HeadPose(yaw, 0, 0), Open, 1, mouth).ShowsLife);
    }

    [Fact]
    public void A_face_that_returns_is_observed_from_the_start()
    {
        Show(default, Open, 100);
        now += TimeSpan.FromSeconds(10);
        Assert.Null(Show(default, Open).ShowsLife);
    }

    [Fact]
    public void Liveness_is_estimated_at_its_interval()
    {
        var every = TimeSpan.FromSeconds(5);
        Assert.True(memory.LivenessDue(now, every));
        memory.LivenessRead(now);
        Assert.False(memory.LivenessDue(now.AddSeconds(4.9), every));
        Assert.True(memory.LivenessDue(now.AddSeconds(5), every));
    }

    [Fact]
    public void Liveness_is_estimated_more_rarely_while_the_face_shows_life_and_at_once_when_that_ends()
    {
        var every = TimeSpan.FromSeconds(5);
        Assert.True(Show(default, Open, 10, 0.02f).ShowsLife is null && Show(default, Open, 1, 0.4f).ShowsLife == true);
        memory.LivenessRead(now);
        Assert.False(memory.LivenessDue(now.AddSeconds(14.9), every));
        Assert.True(memory.LivenessDue(now.AddSeconds(15), every));
        var read = now += TimeSpan.FromSeconds(60);
        Assert.Null(Show(default, Open).ShowsLife);
        memory.LivenessRead(read);
        Assert.True(memory.LivenessDue(read.AddSeconds(5), every));
    }

    [Fact]
    public void Eyes_are_not_read_in_a_head_that_is_turned_away_or_looks_down()
    {
        Assert.True(memory.EyesReadable(new HeadPose(30, -40, 0)));
        Assert.False(memory.EyesReadable(new HeadPose(31, 0, 0)));
        Show(new HeadPose(0, -10, 0), Open, HeadMemory.FramesOfBaseline);
        Assert.True(memory.EyesReadable(new HeadPose(0, -29, 0)));
        Assert.False(memory.EyesReadable(new HeadPose(0, -31, 0)));
    }
}
