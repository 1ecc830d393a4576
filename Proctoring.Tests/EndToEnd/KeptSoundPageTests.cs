using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>An exam whose policy stores audio, in real Chromium: explained before, spoken, and played afterwards by the candidate and a
/// reviewer.</summary>
public sealed class KeptSoundPageTests(Chromium chromium) : BrowserTest(chromium)
{
    const string Play = """
        async audio => {
          if (audio.readyState < 1) await new Promise((resolve, reject) => { audio.onloadedmetadata = resolve;
            audio.onerror = () => reject(audio.error); });
          audio.muted = true;
          await audio.play();
          await new Promise(resolve => { audio.ontimeupdate = () => audio.currentTime > 0.3 && resolve(); });
          audio.pause();
          const samples = await (await new OfflineAudioContext(1, 1,
            16000).decodeAudioData(await (await fetch(audio.src)).arrayBuffer())).getChannelData(0);
          return [audio.duration, Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)];
        }
        """;

    internal override (string Key, string Value)[] Settings => [("Proctoring:Policies:standard:Rules:audio_detected:KeepSound", "true")];

    [Fact]
    public async Task The_candidate_and_a_reviewer_can_play_stored_speech()
    {
        Assert.SkipUnless(Speech.Missing is null, Speech.Missing ?? "");
        var candidate = await ArriveAsync(Camera.Speaking);
        await candidate.Page.GotoAsync($"{App.Address}/exams/software-interview/start?proctored=true");
        await candidate.SeesAsync("consent-stored", "up to 12 seconds of sound around it are stored");
        await candidate.PhotographAsync("start-keeps-sound");
        await candidate.StartProctoredAsync();
        await candidate.SeesEventAsync("Speech heard");
        // The seconds after the flag.
        await candidate.Page.WaitForTimeoutAsync(6_000);
        await candidate.HandInAsync();
        await candidate.ShowMomentsAsync();

        var player = candidate.Violations.Filter(new() { HasText = "Speech heard" }).First.GetByTestId("sound-player");
        var heard = await player.EvaluateAsync<double[]>(Play);
        Assert.InRange(heard[0], 6, 12.01);
        Assert.InRange(heard[1], 0.01, 1);
        await player.ScrollIntoViewIfNeededAsync();
        await candidate.PhotographAsync("result-sound");
        Assert.Empty(candidate.Complaints);

        var reviewer = await ArriveAsync(Camera.None);
        await reviewer.Page.SignInAsync(App, await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer), "/review");
        await Expect(reviewer.At("queue")).ToHaveAttributeAsync("data-live", "true", new() { Timeout = CandidatePage.Patience });
        await reviewer.Page.Keyboard.PressAsync("Enter");
        await Expect(reviewer.At("case")).ToHaveAttributeAsync("data-live", "true", new() { Timeout = CandidatePage.Patience });
        for (var flag = 0; flag < 20 && await reviewer.At("sound-player").CountAsync() == 0; flag++)
        {
            await reviewer.Page.Keyboard.PressAsync("j");
            await reviewer.Page.WaitForTimeoutAsync(200);
        }

        Assert.Equal(heard, await reviewer.At("sound-player").EvaluateAsync<double[]>(Play));
        await reviewer.PhotographAsync("review-sound");
        Assert.Empty(reviewer.Complaints);
    }
}
