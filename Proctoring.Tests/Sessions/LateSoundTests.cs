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
