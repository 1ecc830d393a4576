using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Sound and reports that wait in a late server are no fault of the candidate.</summary>
public sealed class LateSoundTests : LateServerTest
{
    [Fact]
    public async Task Sound_and_reports_that_find_no_place_are_no_fault_of_the_candidate()
    {
        await Host.ShowAsync(Access, Scene.OneFace, 3);

        FillQueue();

        await Host.Camera.NextReadAsync();
    }

    [Fact]
    public async Task Sound_that_waited_in_the_server_and_arrives_at_once_is_taken()
    {
        Connect();
        await ReadAndShowAsync(3);
        using (Reading.Begin())
            Host.Clock.Advance(TimeSpan.FromSeconds(10));

        // One piece for each half of a second.
        Assert.Equal(0, await RefusedOfAsync(pieces: 20));
        Assert.DoesNotContain(Host.Live(Access).Sensors.Examine(Host.Now, null), gap => gap.Sensor == Sensor.Microphone);
    }

    [Fact]
    public async Task More_sound_than_can_have_waited_is_refused_and_a_gap_of_the_microphone()
    {
        Connect();
        await ReadAndShowAsync(3);
        using (Reading.Begin())
            Host.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.InRange(await RefusedOfAsync(pieces: 40), 15, 25);
        Assert.Equal(
            GapCause.RefusedSound,
            Assert.Single(Host.Live(Access).Sensors.Examine(Host.Now, null), gap => gap.Sensor == Sensor.Microphone).Cause
        );
    }

    [Fact]
    public async Task A_burst_on_a_server_in_time_is_refused()
    {
        Connect();
        await ReadAndShowAsync(3);

        Assert.InRange(await RefusedOfAsync(pieces: 20), 5, 10);
    }

    /// <summary>Sends pieces of sound at once, each as soon as the one before is analysed. Returns how many were refused.</summary>
    async Task<int> RefusedOfAsync(int pieces)
    {
        var refused = 0;
        for (var piece = 0; piece < pieces; piece++)
        {
            if (Host.Live(Access).TakeSound("test", ScriptedVoice.Piece(Heard.Noise)) is null)
                await Host.Voice.NextReadAsync();
            else
                refused++;
        }

        return refused;
    }

    /// <summary>Sends sound and reports while the session's loop is busy, until no more of them can wait.</summary>
    void FillQueue()
    {
        using var held = Host.Camera.Hold();
        var (live, begun) = (Host.Live(Access), Host.Camera.Begun);
        Assert.Null(live.TakeFrame("test", ScriptedFrameReader.Frame(Scene.OneFace)));
        Assert.True(SpinWait.SpinUntil(() => Host.Camera.Begun > begun, TimeSpan.FromSeconds(30)));
        var works = new BrowserState(false, true, null, true) { Microphone = MicrophoneState.On };

        for (var piece = 0; live.SoundRefused == 0 && piece < 100; piece++)
        {
            Host.Clock.Advance(TimeSpan.FromMilliseconds(300));
            live.TakeSound("test", ScriptedVoice.Piece(Heard.Noise));
        }

        var gaps = live.Sensors.Examine(Host.Now, works);
        Assert.DoesNotContain(gaps, gap => gap.Sensor == Sensor.Microphone);
        Assert.Contains(gaps, gap => gap is { Sensor: Sensor.Server, Cause: GapCause.Overloaded });

        var number = 0;
        while (live.TakeSignal("test", new PageSignal("late", ++number, works, null)) is null)
            Assert.True(number < 300);
        Host.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(Refusal.TooOften, live.TakeSignal("test", new PageSignal("late", number, works, null)));
        Assert.DoesNotContain(live.Sensors.Examine(Host.Now, works), gap => gap.Sensor == Sensor.Page);
    }
}
