using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Rules;

/// <summary>Plays scenes to the engine and checks its findings.</summary>
public sealed class RuleEngineTests
{
    static readonly DateTime Start = new(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);

    readonly RuleEngine engine = RuleCatalog.Default.CreateEngine();
    readonly List<ViolationChange> changes = [];
    DateTime now = Start;
    long frame;

    IEnumerable<ViolationSpan> Ended => changes.Where(change => change.Kind == ChangeKind.Ended).Select(change => change.Span);

    [Fact]
    public void A_quiet_session_gives_no_flags()
    {
        Show(Scene.OneFace, 600);
        Finish();

        Assert.Empty(changes);
    }

    [Theory]
    [InlineData(nameof(Scene.NoFace), "face_not_detected", Severity.Medium)]
    [InlineData(nameof(Scene.TwoFaces), "multiple_faces_detected", Severity.High)]
    [InlineData(nameof(Scene.OtherPerson), "face_mismatch", Severity.High)]
    [InlineData(nameof(Scene.Dark), "camera_blocked", Severity.Medium)]
    [InlineData(nameof(Scene.Blind), "monitoring_degraded", Severity.Low)]
    public void A_scene_that_lasts_is_one_span_with_its_times(string scene, string id, Severity severity)
    {
        Show(Scene.OneFace, 5);
        var began = now.AddMilliseconds(500);
        Show(Enum.Parse<Scene>(scene), 10);
        var ended = now;
        Show(Scene.OneFace, 10);
        Finish();

        var span = Assert.Single(Ended);
        Assert.Equal((id, severity, began, ended), (span.Kind.Id, span.Severity, span.Began, span.Ended));
        Assert.Equal(20, span.FramesSeen);
        Assert.InRange(span.PeakConfidence, 0.5, 1);
        Assert.InRange(span.MeanConfidence, 0.5, span.PeakConfidence);
        Assert.Equal(ChangeKind.Began, changes[0].Kind);
    }

    [Fact]
    public void An_episode_that_another_engine_began_continues_as_the_same_span()
    {
        Show(Scene.NoFace, 10);
        var began = Assert.Single(changes, change => change.Kind == ChangeKind.Began).Span;
        var stored = changes[^1].Span;
        var (stopped, later) = (now, RuleCatalog.Default.CreateEngine());

        Assert.Equal([began.Id], later.Continue([stored], stopped));
        var seen = later.Apply(ScriptedFrameReader.Seen(Scene.NoFace, stopped.AddSeconds(3), 100) with { Gaps = [] });
        var change = Assert.Single(seen);
        Assert.Equal((ChangeKind.Continued, began.Id, began.Began), (change.Kind, change.Span.Id, change.Span.Began));
        Assert.Equal(stored.FramesSeen + 1, change.Span.FramesSeen);
        Assert.InRange(change.Span.MeanConfidence, 0.5, change.Span.PeakConfidence);
        var ended = Assert.Single(later.Finish());
        Assert.Equal(stopped.AddSeconds(3), ended.Span.Ended);
    }

    [Fact]
    public void A_continued_episode_that_is_not_seen_again_ends_when_it_was_last_watched()
    {
        Show(Scene.NoFace, 10);
        var (stored, stopped, later) = (changes[^1].Span, now, RuleCatalog.Default.CreateEngine());
        later.Continue([stored], stopped);

        List<ViolationChange> found = [];
        for (var second = 2; second < 8; second++)
            found.AddRange(
                later.Apply(ScriptedFrameReader.Seen(Scene.OneFace, stopped.AddSeconds(second), 100 + second) with { Gaps = [] })
            );

        var ended = Assert.Single(found);
        Assert.Equal((ChangeKind.Ended, stored.Id, stopped), (ended.Kind, ended.Span.Id, ended.Span.Ended));
    }

    /// <summary>The host sends frames, and no tick of this server comes between them.</summary>
    [Fact]
    public void A_time_without_any_observation_is_no_part_of_an_episode()
    {
        Show(Scene.TwoFaces, 10);
        var last = now;
        now += TimeSpan.FromMinutes(20);
        Show(Scene.TwoFaces, 10);
        Finish();

        var spans = Ended.ToList();
        Assert.Equal(2, spans.Count);
        Assert.Equal(last, spans[0].Ended);
        Assert.True(spans[1].Began > last.AddMinutes(20));
    }

    [Fact]
    public void Single_frames_minutes_apart_are_no_episode()
    {
        for (var look = 0; look < 6; look++)
        {
            now += TimeSpan.FromMinutes(5);
            Show(Scene.NoFace, 0.5);
        }

        Finish();
        Assert.Empty(changes);
    }

    [Fact]
    public void Darkness_that_lasts_is_noted_as_low()
    {
        Show(Scene.Gloom, 9);
        Show(Scene.OneFace, 10);
        Assert.Empty(changes);
        Show(Scene.Gloom, 12);
        Finish();

        var span = Assert.Single(Ended);
        Assert.Equal(("too_dark", Severity.Low), (span.Kind.Id, span.Severity));
    }

    [Theory]
    [InlineData(nameof(Scene.NoFace), 2.5)]
    [InlineData(nameof(Scene.TwoFaces), 1)]
    [InlineData(nameof(Scene.OtherPerson), 1.5)]
    [InlineData(nameof(Scene.Dark), 1.5)]
    public void A_glimpse_accuses_no_one(string scene, double seconds)
    {
        for (var times = 0; times < 5; times++)
        {
            Show(Scene.OneFace, 3);
            Show(Enum.Parse<Scene>(scene), seconds);
        }

        Show(Scene.OneFace, 3);
        Finish();

        Assert.Empty(changes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    public void A_second_face_that_is_missed_in_single_frames_is_one_violation(double seconds)
    {
        for (var times = 0; times < 4; times++)
        {
            Show(Scene.TwoFaces, seconds);
            Show(Scene.OneFace, 0.5);
        }

        Show(Scene.OneFace, 10);
        Finish();

        var span = Assert.Single(Ended);
        Assert.Equal("multiple_faces_detected", span.Kind.Id);
    }

    [Fact]
    public void A_short_return_does_not_split_an_episode()
    {
        Show(Scene.NoFace, 6);
        Show(Scene.OneFace, 1);
        Show(Scene.NoFace, 6);
        Show(Scene.OneFace, 6);

        var span = Assert.Single(Ended);
        Assert.Equal(TimeSpan.FromSeconds(12.5), span.Ended - span.Began);
        Assert.True(span.FramesLooked > span.FramesSeen, "the frames with a face were looked at too");
    }

    [Fact]
    public void A_blocked_camera_neither_starts_nor_ends_flags_about_faces()
    {
        Show(Scene.NoFace, 5);
        Show(Scene.Dark, 5);
        Show(Scene.NoFace, 5);
        Finish();

        Assert.Single(Ended, span => span.Kind.Id == "face_not_detected");
        Assert.Single(Ended, span => span.Kind.Id == "camera_blocked");
    }

    [Fact]
    public void An_unconfirmed_episode_ends_at_its_last_sighting()
    {
        Show(Scene.NoFace, 5);
        var lastSeen = now;
        Show(Scene.Dark, 30);

        Assert.Equal(lastSeen, Assert.Single(Ended, span => span.Kind.Id == "face_not_detected").Ended);
    }

    [Fact]
    public void The_end_of_the_session_ends_open_episodes()
    {
        Show(Scene.TwoFaces, 5);
        Assert.Empty(Ended);
        Finish();

        Assert.Equal(now, Assert.Single(Ended).Ended);
        Assert.Empty(engine.Finish());
    }

    [Fact]
    public void Silence_is_a_lost_camera_from_its_last_frame_on()
    {
        Show(Scene.OneFace, 5);
        var last = now;
        Wait(30);
        Show(Scene.OneFace, 5);

        var span = Assert.Single(Ended);
        Assert.Equal(("camera_lost", last), (span.Kind.Id, span.Began));
    }

    [Fact]
    public void A_hidden_tab_is_a_span_without_a_second_span_for_the_blurred_window()
    {
        Show(Scene.OneFace, 2);
        Apply(observation => observation with { Browser = new BrowserState(true, false, null, true) });
        for (var second = 0; second < 5; second++)
            Apply(observation => observation with { Browser = new BrowserState(true, false, null, true) });
        Apply(observation => observation with { Browser = new BrowserState(false, true, null, true) });

        Assert.Equal("tab_switch", Assert.Single(Ended).Kind.Id);
    }

    [Fact]
    public void A_page_that_never_was_full_screen_did_not_leave_it()
    {
        Apply(observation => observation with { Browser = new BrowserState(false, true, null, true) });
        Assert.Empty(changes);

        Apply(observation => observation with { Browser = new BrowserState(false, true, true, true) });
        Apply(observation => observation with { Browser = new BrowserState(false, true, false, true) });
        Assert.Equal("fullscreen_exit", Assert.Single(changes).Span.Kind.Id);
    }

    [Fact]
    public void Each_act_is_a_separate_episode()
    {
        foreach (var act in BrowserActs.All)
            Apply(observation => observation with { Acts = [new BrowserAct(act, "detail")] });
        Apply(observation => observation with { Acts = [new BrowserAct(BrowserActs.Paste, "12 characters")] });

        Assert.Equal([.. BrowserActs.All, BrowserActs.Paste], Ended.Select(span => span.Kind.Id));
        Assert.All(Ended, span => Assert.Equal(span.Began, span.Ended));
        Assert.Equal("12 characters", Ended.Last().Detail);
    }

    [Fact]
    public void The_best_frame_is_requested_and_a_slightly_better_one_is_not()
    {
        Show(Scene.OtherPerson, 5);

        Assert.Single(changes, change => change.ShowsBest);
    }

    [Fact]
    public void The_same_observations_give_the_same_spans()
    {
        List<Observation> scene = [];
        foreach (var shown in new[] { Scene.OneFace, Scene.NoFace, Scene.OneFace, Scene.OtherPerson, Scene.Dark })
        {
            for (var count = 0; count < 12; count++)
                scene.Add(ScriptedFrameReader.Seen(shown, Start.AddSeconds(scene.Count / 2.0), scene.Count));
        }

        Assert.Equal(Play(scene), Play(scene));

        static List<(ChangeKind, string, DateTime, DateTime?, int)> Play(List<Observation> scene)
        {
            var engine = RuleCatalog.Default.CreateEngine();
            return
            [
                .. scene
                    .SelectMany(engine.Apply)
                    .Select(change => (change.Kind, change.Span.Kind.Id, change.Span.Began, change.Span.Ended, change.Span.FramesSeen)),
            ];
        }
    }

    void Show(Scene scene, double seconds)
    {
        for (var count = 0; count < seconds * 2; count++)
        {
            now = now.AddMilliseconds(500);
            changes.AddRange(engine.Apply(ScriptedFrameReader.Seen(scene, now, ++frame) with { Gaps = [] }));
        }
    }

    void Wait(int seconds)
    {
        var since = now;
        for (var count = 0; count < seconds; count++)
        {
            now = now.AddSeconds(1);
            changes.AddRange(engine.Apply(new Observation { At = now, Gaps = [new SensorGap(Sensor.Camera, GapCause.NoFrames, since)] }));
        }
    }

    void Apply(Func<Observation, Observation> change)
    {
        now = now.AddSeconds(1);
        changes.AddRange(engine.Apply(change(new Observation { At = now })));
    }

    void Finish() => changes.AddRange(engine.Finish());
}
