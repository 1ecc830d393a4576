using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Our exam in the frame of a host page, as the candidate sees and uses it.</summary>
internal sealed class EmbeddedExam(CandidatePage candidate)
{
    const string Recorder = """
        window.heard = [];
        for (const name of ['ready', 'not-open', 'exam-started', 'violation', 'warning', 'monitoring-degraded', 'pause-refused',
          'exam-submitted', 'closed', 'resize', 'unavailable'])
          document.querySelector('exam-proctoring')?.addEventListener(name, ({ detail }) => window.heard.push({ name, detail }));
        """;

    public IPage Page => candidate.Page;

    public IFrameLocator Frame => Page.FrameLocator("iframe");

    public ILocator At(string testId) => Frame.GetByTestId(testId);

    /// <summary>A page with the element, which records all its events.</summary>
    public static string Element(string server, StartedExam exam, string mode = "full") =>
        $"""
            <!doctype html><meta charset="utf-8"><title>Host</title><body>
            <exam-proctoring server="{server}" mode="{mode}" embed-url="{exam.EmbedUrl}" session-token="{exam.Token}"
              exam-id="{exam.Id}"><p>Standard quiz</p></exam-proctoring>
            <script>{Recorder}</script><script type="module" src="{server}/sdk/proctoring.js"></script>
            """;

    /// <summary>A page with the frame alone, without the SDK, which records all its messages.</summary>
    public static string Plain(StartedExam exam, string allow = "camera; microphone") =>
        $$"""
            <!doctype html><meta charset="utf-8"><title>Host</title><script>
              window.heard = [];
              addEventListener('message', ({ data }) => heard.push({ name: data.type, detail: data.detail }));
            </script><iframe src='{{exam.EmbedUrl}}' allow='{{allow}}' style='width:100%;height:600px'></iframe>
            """;

    public async Task ConsentAsync()
    {
        await At("consent").ClickAsync(new() { Timeout = CandidatePage.Patience });
        await At("consent-face").ClickAsync(new() { Timeout = CandidatePage.Patience });
        await At("agree").ClickAsync();
    }

    /// <summary>Consent, camera, face, begin.</summary>
    public async Task BeginAsync()
    {
        await ConsentAsync();
        var allow = At("camera-allow").Or(At("camera-next").And(Frame.Locator(":enabled")));
        await Expect(allow.First).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        if (await At("camera-allow").IsVisibleAsync())
            await At("camera-allow").ClickAsync();
        await Expect(At("camera-next")).ToBeEnabledAsync(new() { Timeout = CandidatePage.Patience });
        await CandidatePage.LeaveCameraAsync(At("camera-next"), At("take-picture"));
        await CandidatePage.TakePictureAsync(At("take-picture"), At("begin"));
        await At("begin").ClickAsync();
        await SeesAsync("monitor-state", "Monitoring is on");
    }

    public Task SeesAsync(string testId, string text) =>
        Expect(At(testId)).ToContainTextAsync(text, new() { Timeout = CandidatePage.Patience });

    /// <summary>Waits until the host page has received a message, and returns its detail.</summary>
    public async Task<JsonElement> HearsAsync(string name, string condition = "true")
    {
        var found = await Page.WaitForFunctionAsync(
            $"() => (window.heard ?? []).findLast(message => message.name === '{name}' && (({{ detail }}) => {condition})(message))",
            null,
            new() { Timeout = CandidatePage.Patience }
        );
        return (await found.JsonValueAsync<JsonElement>()).GetProperty("detail");
    }

    /// <summary>The names of all messages that the host page has received, without sizes.</summary>
    public Task<string[]> HeardAsync() =>
        Page.EvaluateAsync<string[]>("() => (window.heard ?? []).map(message => message.name).filter(name => name !== 'resize')");
}

/// <summary>The answer of start-exam.</summary>
internal sealed record StartedExam(int Id, string Token, string EmbedUrl);
