using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Observations;
using Proctoring.Core.Policies;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Policies;

/// <summary>The effect of changed settings on past sessions, from their stored observations.</summary>
public sealed class PolicyEffectTests
{
    const string HoldFor = "Rules:face_not_detected:HoldFor";

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_replay_counts_flags_that_go_and_flags_that_come(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        // One absence above the limit of three seconds, and one below it.
        foreach (var (scene, seconds) in new[] { (Scene.OneFace, 5), (Scene.NoFace, 6), (Scene.OneFace, 8), (Scene.NoFace, 2) })
            await host.ShowAsync(access, scene, seconds);
        await host.ShowAsync(access, Scene.OneFace, 8);
        await host.Get<SessionCloser>().SubmitAsync(access, null, Cancellation);

        var longer = await EffectAsync(host, (HoldFor, "00:00:20"));
        var shorter = await EffectAsync(host, (HoldFor, "00:00:01"));
        var same = await EffectAsync(host);

        Assert.Equal((1, 1, 1, 1, 0, 1, 0), Numbers(longer));
        Assert.Equal((1, 1, 1, 1, 2, 0, 1), Numbers(shorter));
        Assert.Equal((1, 1, 1, 1, 1, 0, 0), Numbers(same));
        Assert.Equal((1, 1, 0), (longer.Changed, shorter.Changed, same.Changed));
        Assert.True(longer.RiskAfter < longer.RiskBefore && shorter.RiskAfter > shorter.RiskBefore);
        Assert.Equal(same.RiskBefore, same.RiskAfter);
    }

    /// <summary>The microphone's gaps of the past are no violation if the policy does not use sound.</summary>
    [Fact]
    public async Task Gaps_of_a_sensor_that_the_new_settings_do_not_use_are_not_judged()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 5);
        host.Signal(access, new BrowserState(false, true, null, true, Microphone: MicrophoneState.Muted));
        await host.ShowAsync(access, Scene.OneFace, 30);
        await host.Get<SessionCloser>().SubmitAsync(access, null, Cancellation);

        var silent = await EffectAsync(host, ("Rules:audio_detected:Enabled", "false"));
        var same = await EffectAsync(host);

        Assert.Equal((1, 1, 1, 0, 1, 0), Counts(silent));
        Assert.Equal((1, 1, 1, 1, 0, 0), Counts(same));

        static (int, int, int, int, int, int) Counts(EffectOnSessions effect)
        {
            var line = effect.Lines.Single(line => line.Type == "microphone_lost");
            return (effect.Replayed, line.Stored, line.Before, line.After, line.Gone, line.New);
        }
    }

    [Fact]
    public void A_replay_without_the_screen_does_not_know_that_it_was_not_shared()
    {
        var at = new DateTime(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);
        SensorGap[] gaps =
        [
            new(Sensor.Camera, GapCause.NoFrames, at),
            new(Sensor.Microphone, GapCause.MicrophoneOff, at),
            new(Sensor.Screen, GapCause.ScreenNotShared, at),
            new(Sensor.Server, GapCause.SoundNotAnalysed, at),
        ];
        Observation seen = new()
        {
            At = at,
            Gaps = gaps,
            Browser = new BrowserState(false, true, null, true, Screen: ScreenState.Part),
        };

        var withoutScreen = new ReplayedSensors(true, false).Only(seen);
        var withoutSound = new ReplayedSensors(false, true).Only(seen);

        Assert.Equal([gaps[0], gaps[1], gaps[3]], withoutScreen.Gaps);
        Assert.Null(withoutScreen.Browser!.Screen);
        Assert.Equal([gaps[0], gaps[2]], withoutSound.Gaps);
        Assert.Equal(ScreenState.Part, withoutSound.Browser!.Screen);
        Assert.Null(new ReplayedSensors(false, false).Only(seen with { Gaps = null }).Gaps);
    }

    [Fact]
    public void A_replay_without_the_room_camera_knows_nothing_of_the_phone()
    {
        var at = new DateTime(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);
        Observation seen = new()
        {
            At = at,
            Gaps = [new(Sensor.Room, GapCause.RoomSilent, at)],
            Room = new SeenRoom { Number = 1, Persons = 2 },
        };

        var without = new ReplayedSensors(true, true).Only(seen);

        Assert.Equal((0, null), (without.Gaps!.Count, without.Room));
        Assert.Same(seen, new ReplayedSensors(true, true, Room: true).Only(seen));
    }

    [Fact]
    public async Task A_session_without_stored_observations_is_counted_as_not_replayed()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.NoFace, 6);
        await host.Get<SessionCloser>().SubmitAsync(access, null, Cancellation);
        await using (var db = host.OpenDatabase())
            await db.ObservationChunks.ExecuteDeleteAsync(Cancellation);

        var effect = await EffectAsync(host, (HoldFor, "00:00:20"));

        Assert.Equal((1, 0, 0), (effect.Sessions, effect.Replayed, effect.Lines.Count));
        Assert.Null(effect.RiskBefore);
        var wrong = await Assert.ThrowsAsync<PolicyRefusedException>(() => EffectAsync(host, (HoldFor, "1 day")));
        Assert.Equal(HoldFor, Assert.Single(wrong.Mistakes).Field);
        var reviewer = new StaffViewer(Guid.NewGuid(), "Rita", [StaffRoles.Reviewer], null);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() =>
            host.Get<PolicyEffect>().ComputeAsync(reviewer, "standard", new Dictionary<string, string>(), 5, null, Cancellation)
        );
    }

    static (int Sessions, int Replayed, int Stored, int Before, int After, int Gone, int New) Numbers(EffectOnSessions effect)
    {
        var line = effect.Lines.Single(line => line.Type == "face_not_detected");
        return (effect.Sessions, effect.Replayed, line.Stored, line.Before, line.After, line.Gone, line.New);
    }

    static async Task<EffectOnSessions> EffectAsync(CoreHost host, params (string Key, string Value)[] changes)
    {
        var settings = (await host.Get<PolicyReader>().FindAsync(StaffViewer.Console, "standard", Cancellation))!.Settings.ToDictionary();
        foreach (var (key, value) in changes)
            settings[key] = value;
        return await host.Get<PolicyEffect>().ComputeAsync(StaffViewer.Console, "standard", settings, 10, null, Cancellation);
    }
}
