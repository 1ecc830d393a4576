using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Xunit;

namespace Proctoring.Tests.Rules;

/// <summary>Tests the rules about sound, devices, displays and the connection.</summary>
public sealed class SoundAndDeviceRuleTests
{
    static readonly DateTime Start = new(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);
    static readonly BrowserState Page = new(false, true, null, true);

    readonly RuleEngine engine = RuleCatalog.Default.CreateEngine();
    readonly List<ViolationChange> changes = [];
    DateTime now = Start;

    IEnumerable<ViolationSpan> Ended => changes.Where(change => change.Kind == ChangeKind.Ended).Select(change => change.Span);

    [Theory]
    [InlineData(true, "the candidate's mouth moved")]
    [InlineData(false, "the candidate's mouth did not move")]
    [InlineData(null, "the candidate's mouth was not seen")]
    public void Lasting_speech_is_one_span_with_the_movement_of_the_mouth(bool? moved, string words)
    {
        for (var piece = 0; piece < 20; piece++)
            See(observation => observation with { Sound = new Sound(TimeSpan.FromSeconds(6), 0.6f, 0.9f, moved, "voice 1") }, 0.5);
        for (var piece = 0; piece < 8; piece++)
            See(observation => observation with { Sound = new Sound(TimeSpan.FromSeconds(0.5), 0, 0, moved, "voice 1") }, 0.5);

        var span = Assert.Single(Ended);
        Assert.Equal(("audio_detected", Severity.Medium, "voice 1", true), (span.Kind.Id, span.Severity, span.Model, span.WarnCandidate));
        Assert.Equal(Start.AddSeconds(0.5 - 6), span.Began);
        Assert.Contains(words, span.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, 0.4)]
    [InlineData(2.5, 1)]
    public void A_word_or_two_accuse_no_one(double seconds, float speech)
    {
        See(observation => observation with { Sound = new Sound(TimeSpan.FromSeconds(seconds), speech, 0.99f, true, "voice 1") });

        Assert.Empty(changes);
    }

    [Theory]
    [InlineData("OBS Virtual Camera", true)]
    [InlineData("OBS Virtual Camera (m-de:vice)", true)]
    [InlineData("ManyCam Virtual Webcam", true)]
    [InlineData("Snap Camera", true)]
    [InlineData("XSplit VCam", true)]
    [InlineData("mmhmm Camera", true)]
    [InlineData("Camo", true)]
    [InlineData("DroidCam Source 3", true)]
    [InlineData("e2eSoft VCam", true)]
    [InlineData("Camera (NVIDIA Broadcast)", true)]
    [InlineData("fake_device_0", false)]
    [InlineData("HD Pro Webcam C920 (046d:082d)", false)]
    [InlineData("FaceTime HD Camera", false)]
    [InlineData("Integrated Camera", false)]
    [InlineData("Camouflage Cam", false)]
    [InlineData("", false)]
    public void Camera_programs_are_recognised_by_name_and_real_cameras_are_not_matched(string label, bool known) =>
        Assert.Equal(known, VirtualCameras.Match(label));

    [Fact]
    public void A_camera_program_is_one_span_as_long_as_it_is_used()
    {
        for (var second = 0; second < 10; second++)
            See(observation => observation with { Camera = new CameraDevice("OBS Virtual Camera", true, true) });
        for (var second = 0; second < 5; second++)
            See(observation => observation with { Camera = new CameraDevice("Integrated Camera", false, false) });

        var span = Assert.Single(Ended);
        Assert.Equal(
            ("virtual_camera", Severity.Medium, "OBS Virtual Camera, in place of the camera of the start"),
            (span.Kind.Id, span.Severity, span.Detail)
        );
        Assert.Equal(TimeSpan.FromSeconds(9), span.Ended - span.Began);
    }

    [Theory]
    [InlineData("second_display", Severity.Medium)]
    [InlineData("devtools_opened", Severity.High)]
    public void A_momentary_state_of_the_window_accuses_no_one_and_a_lasting_one_is_a_span(string id, Severity severity)
    {
        var seen = id == "second_display" ? Page with { SecondDisplay = true } : Page with { DevtoolsOpen = true };
        var gone = Page with { SecondDisplay = false, DevtoolsOpen = false };
        See(observation => observation with { Browser = seen });
        See(observation => observation with { Browser = gone });
        Assert.Empty(changes);
        for (var second = 0; second < 8; second++)
            See(observation => observation with { Browser = seen });
        for (var second = 0; second < 8; second++)
            See(observation => observation with { Browser = gone });

        var span = Assert.Single(Ended);
        Assert.Equal((id, severity), (span.Kind.Id, span.Severity));
        Assert.Equal(id == "devtools_opened", span.Detail?.Contains("guess", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_browser_without_reports_accuses_no_one()
    {
        for (var second = 0; second < 10; second++)
            See(observation => observation with { Browser = Page with { Microphone = null } });

        Assert.Empty(changes);
    }

    [Fact]
    public void A_lost_connection_is_a_low_span_and_not_a_lost_camera()
    {
        for (var second = 1; second <= 30; second++)
            See(observation => observation with { Connected = false, Gaps = Away });
        See(observation => observation with { Connected = true, Gaps = [] });

        var span = Assert.Single(Ended);
        Assert.Equal(("network_lost", Severity.Low, false), (span.Kind.Id, span.Severity, span.WarnCandidate));
        Assert.Equal(TimeSpan.FromSeconds(29), span.Ended - span.Began);
    }

    [Fact]
    public void A_short_break_of_the_connection_is_not_recorded()
    {
        for (var second = 1; second <= 6; second++)
            See(observation => observation with { Connected = false, Gaps = Away });
        See(observation => observation with { Connected = true, Gaps = [] });

        Assert.Empty(changes);
    }

    static IReadOnlyList<SensorGap> Away =>
        [.. new[] { Sensor.Camera, Sensor.Microphone, Sensor.Page }.Select(sensor => new SensorGap(sensor, GapCause.Disconnected, Start))];

    void See(Func<Observation, Observation> change, double seconds = 1)
    {
        now = now.AddSeconds(seconds);
        changes.AddRange(engine.Apply(change(new Observation { At = now })));
    }
}
