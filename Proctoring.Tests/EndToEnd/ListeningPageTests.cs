using System.Text.Json;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Tests what the page hears and detects on the candidate's machine, in real Chromium.</summary>
public sealed class ListeningPageTests(Chromium chromium, ServerFixture server)
    : BrowserTest(chromium, server),
        IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Speech_is_detected_shown_and_reported()
    {
        Assert.SkipUnless(Speech.Missing is null, Speech.Missing ?? "");
        var candidate = await ArriveAsync(Camera.Speaking);
        await candidate.StartProctoredAsync();
        await Expect(candidate.At("microphone")).ToHaveAttributeAsync("data-state", "live");

        await candidate.SeesEventAsync("Speech heard");
        await Expect(candidate.Warning).ToContainTextAsync("speaking");
        await candidate.PhotographAsync("quiz-speech");
        await candidate.HandInAsync();

        await Expect(candidate.Violations.Filter(new() { HasText = "Speech heard" }).First).ToContainTextAsync("the candidate's mouth");
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task Without_a_microphone_the_exam_continues_and_shows_it()
    {
        var candidate = await ArriveAsync(played: true);
        await candidate.Page.AddInitScriptAsync("window.hasNoMicrophone = true;");
        await candidate.ChooseExamAsync(proctored: true);
        await candidate.TurnCameraOnAsync();
        await Expect(candidate.At("microphone")).ToHaveAttributeAsync("data-state", "not_found");
        await candidate.PhotographAsync("check-camera-no-microphone");
        await candidate.PassChecksAsync();
        await candidate.SeesAsync("monitor-state", "Monitoring is on");

        await candidate.SeesAsync("microphone", "You can continue");
        await Expect(candidate.Events).ToHaveCountAsync(0);
        await candidate.PhotographAsync("quiz-no-microphone");
    }

    [Fact]
    public async Task A_second_display_is_detected_as_long_as_it_is_connected()
    {
        var candidate = await ArriveAsync();
        await candidate.Page.AddInitScriptAsync(
            "Object.defineProperty(Screen.prototype, 'isExtended', { configurable: true, get: () => !!window.extended });"
        );
        await candidate.StartProctoredAsync();
        await Expect(candidate.Events).ToHaveCountAsync(0);

        await candidate.Page.EvaluateAsync("() => { window.extended = true; screen.dispatchEvent(new Event('change')); }");
        await candidate.SeesEventAsync("A second display is connected");
        await Expect(candidate.Warning).ToContainTextAsync("unplug");
        await candidate.PhotographAsync("quiz-second-display");
        await candidate.Page.EvaluateAsync("() => { window.extended = false; }");
        await Expect(candidate.Events.First).Not.ToContainTextAsync("ongoing", new() { Timeout = CandidatePage.Patience });
    }

    [Fact]
    public async Task Developer_tools_are_suspected_only_for_lost_room_without_another_explanation()
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.GotoAsync(App.Address);

        var guesses = await candidate.Page.EvaluateAsync<JsonElement>(
            """
            async () => {
              const { createDevtoolsGuess } = await import('/js/proctoring/devtools.js');
              const window = { outerWidth: 1400, outerHeight: 900, innerWidth: 1384, innerHeight: 780, zoom: 1, fullscreen: false };
              const play = (...changes) => { const guess = createDevtoolsGuess();
                return [guess(window), ...changes.map(change => guess(change && { ...window, ...change }))]; };
              return {
                docked: play({ innerWidth: 900 }, { innerWidth: 1260 }, { innerWidth: 1384 }),
                below: play({ innerHeight: 500 }, {}),
                bar: play({ innerHeight: 730 }, { innerHeight: 680 }),
                zoom: play({ innerWidth: 1107, innerHeight: 624, zoom: 1.25 }, { innerWidth: 692, innerHeight: 390, zoom: 2 }, {}),
                smaller: play({ outerWidth: 800, innerWidth: 784 }, { outerWidth: 1400, innerWidth: 784 }, {}),
                fullscreen: play({ outerHeight: 900, innerHeight: 900, innerWidth: 1400, fullscreen: true }, {}),
                unknown: play(null),
              };
            }
            """
        );

        Assert.Equal("[false,true,true,false]", guesses.GetProperty("docked").ToString());
        Assert.Equal("[false,true,false]", guesses.GetProperty("below").ToString());
        Assert.All(
            ["bar", "zoom", "smaller", "fullscreen"],
            name => Assert.DoesNotContain("true", guesses.GetProperty(name).ToString(), StringComparison.Ordinal)
        );
        Assert.Equal("[false,null]", guesses.GetProperty("unknown").ToString());
    }

    [Fact]
    public async Task Only_audible_sound_is_sent_and_without_cuts()
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.GotoAsync(App.Address);

        var result = await candidate.Page.EvaluateAsync<JsonElement>(
            """
            async () => {
              const { createGate, createResampler } = await import('/js/proctoring/sound-worklet.js');
              const send = (seconds, wave) => {
                const pieces = [];
                const gate = createGate(piece => pieces.push(piece.length));
                for (let index = 0; index < seconds * 16000; index++) gate(wave(index / 16000));
                return pieces;
              };
              const strength = (rate, tone) => {
                const out = [];
                const resample = createResampler(rate);
                for (let start = 0; start < rate; start += 128)
                  resample(Float32Array.from({ length: 128 }, (_, index) => Math.sin(2 * Math.PI * tone * (start + index) / rate)),
                    value => out.push(value));
                const later = out.slice(2000);
                return { count: out.length, level: Math.sqrt(2 * later.reduce((sum, value) => sum + value * value, 0) / later.length) };
              };
              const tone = second => 0.2 * Math.sin(2 * Math.PI * 300 * second);
              const hiss = () => 0.001 * (Math.random() * 2 - 1);
              return {
                silence: send(5, () => 0).length,
                hiss: send(5, hiss).length,
                word: send(6, second => second > 2 && second < 2.5 ? tone(second) : hiss()).reduce((sum, length) => sum + length,
                  0) / 16000,
                long: send(10, tone).reduce((sum, length) => sum + length, 0) / 16000,
                largest: Math.max(...send(10, second => second > 2 ? tone(second) : 0)),
                rates: [48000, 44100, 16000].map(rate => strength(rate, 1000)),
                folded: [48000, 44100].map(rate => strength(rate, 12000).level),
              };
            }
            """
        );

        Assert.Equal(0, result.GetProperty("silence").GetInt32());
        Assert.Equal(0, result.GetProperty("hiss").GetInt32());
        // The word, the sound just before it, and a second in which it might have continued.
        Assert.InRange(result.GetProperty("word").GetDouble(), 1.4, 2.2);
        Assert.InRange(result.GetProperty("long").GetDouble(), 9.4, 10);
        Assert.InRange(result.GetProperty("largest").GetInt32(), 8000, 16_000);
        Assert.All(
            result.GetProperty("rates").EnumerateArray(),
            rate =>
            {
                Assert.InRange(rate.GetProperty("count").GetInt32(), 15_990, 16_060);
                Assert.InRange(rate.GetProperty("level").GetDouble(), 0.9, 1.05);
            }
        );
        Assert.All(result.GetProperty("folded").EnumerateArray(), level => Assert.InRange(level.GetDouble(), 0, 0.1));
    }
}
