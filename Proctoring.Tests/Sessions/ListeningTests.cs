using Microsoft.Extensions.Time.Testing;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Tests the effects of sound, of the camera's name, and of a lost and restored connection.</summary>
public sealed class ListeningTests
{
    [Theory]
    [InlineData(nameof(Scene.Talking), "the candidate's mouth moved")]
    [InlineData(nameof(Scene.OneFace), "the candidate's mouth did not move")]
    [InlineData(nameof(Scene.NoFace), "the candidate's mouth was not seen")]
    public async Task Speech_is_on_record_with_the_movement_of_the_candidates_mouth(string scene, string words)
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();

        await host.ShowAsync(access, Enum.Parse<Scene>(scene), 2.5);
        await host.WaitAsync(access, 1, Heard.Speech);
        var report = await EndAsync(host, access);

        var speech = Assert.Single(report.Violations, violation => violation.Type == "audio_detected");
        Assert.Contains(words, speech.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Heard.Noise), new string[0])]
    [InlineData(nameof(Heard.Nothing), new[] { "monitoring_degraded" })]
    public async Task Other_sounds_accuse_no_one_and_a_voice_model_that_fails_is_on_record(string heard, string[] types)
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();

        await host.WaitAsync(access, 5, Enum.Parse<Heard>(heard));
        await host.ShowAsync(access, Scene.OneFace, 2);

        Assert.Equal(types, (await EndAsync(host, access)).Violations.Select(violation => violation.Type));
    }

    [Fact]
    public async Task A_lost_connection_is_not_a_lost_camera_even_when_it_is_back()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);

        host.Live(access).Leave("test");
        await host.WaitAsync(access, 40);
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        await host.WaitAsync(access, 2);
        await host.ShowAsync(access, Scene.OneFace, 3);
        var report = await EndAsync(host, access);

        var lost = Assert.Single(report.Violations);
        Assert.Equal("network_lost", lost.Type);
        Assert.InRange(lost.Duration, TimeSpan.FromSeconds(38), TimeSpan.FromSeconds(41));
    }

    [Fact]
    public async Task A_camera_that_stays_silent_after_the_connection_is_back_is_a_lost_camera_from_then_on()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);

        host.Live(access).Leave("test");
        await host.WaitAsync(access, 20);
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        await host.WaitAsync(access, 12);
        var report = await EndAsync(host, access);

        Assert.Equal(
            ["network_lost", "camera_lost"],
            report.Violations.OrderBy(violation => violation.BeganAt).Select(violation => violation.Type)
        );
        Assert.True(
            report.Violations.Single(violation => violation.Type == "camera_lost").BeganAt
                >= report.Violations.Single(violation => violation.Type == "network_lost").EndedAt
        );
    }

    [Fact]
    public async Task The_state_from_before_a_lost_connection_does_not_continue()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        host.Signal(access, new BrowserState(true, false, null, true));
        await host.WaitAsync(access, 3);

        host.Live(access).Leave("test");
        await host.WaitAsync(access, 60);
        var report = await EndAsync(host, access);

        Assert.InRange(
            report.Violations.Single(violation => violation.Type == "tab_switch").Duration,
            TimeSpan.Zero,
            TimeSpan.FromSeconds(4)
        );
    }

    [Fact]
    public async Task The_end_of_another_windows_connection_changes_nothing()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();

        host.Live(access).Leave("another");
        await host.ShowAsync(access, Scene.OneFace, 20);

        Assert.Empty((await EndAsync(host, access)).Violations);
    }

    [Fact]
    public async Task A_camera_program_chosen_during_the_exam_is_on_record_and_so_is_the_change()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        var live = host.Live(access);

        live.TakeSignal("test", new PageSignal("page", 1, null, null, new PageCamera("Integrated Camera", "a")));
        await host.WaitAsync(access, 2);
        live.TakeSignal("test", new PageSignal("page", 2, null, null, new PageCamera("OBS Virtual Camera", "b")));
        await host.WaitAsync(access, 2);
        var report = await EndAsync(host, access);

        Assert.Equal(
            "OBS Virtual Camera, in place of the camera of the start",
            Assert.Single(report.Violations, violation => violation.Type == "virtual_camera").Detail
        );
    }

    [Fact]
    public void A_different_camera_is_recognised_by_its_id_or_else_by_its_label()
    {
        var memory = new CameraMemory();

        Assert.Null(memory.Current);
        memory.Saw(new PageCamera("Webcam", "a"));
        Assert.Equal(new CameraDevice("Webcam", false, false), memory.Current);
        memory.Saw(new PageCamera("Webcam", "b"));
        Assert.True(memory.Current!.Changed);
        memory.Saw(new PageCamera("Webcam", null));
        Assert.False(memory.Current!.Changed);
        memory.Saw(new PageCamera("Other webcam", null));
        Assert.True(memory.Current!.Changed);
    }

    [Fact]
    public void Audio_must_be_complete_small_and_not_faster_than_real_time()
    {
        var clock = new FakeTimeProvider();
        var gate = new SoundGate(clock);

        Assert.Equal(Refusal.TooLarge, gate.Check(new byte[SoundGate.MaximumBytes + 2]));
        Assert.Equal(Refusal.Malformed, gate.Check([]));
        Assert.Equal(Refusal.Malformed, gate.Check(new byte[3]));
        for (var piece = 0; piece < 100; piece++)
        {
            clock.Advance(TimeSpan.FromSeconds(0.5));
            Assert.Null(gate.Check(new byte[16_000]));
        }

        Assert.Contains(Enumerable.Range(0, 20).Select(_ => gate.Check(new byte[16_000])), refusal => refusal == Refusal.TooOften);
    }

    static async Task<ReportContent> EndAsync(CoreHost host, SessionAccess access) =>
        (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;
}
