using System.Text.Json;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.EndToEnd;

/// <summary>The element's answers to mistakes of its page, and to changes of its attributes. No camera is needed.</summary>
public sealed class SdkElementTests(Chromium chromium) : EmbedTest(chromium)
{
    [Fact]
    public async Task Mistakes_of_the_page_are_named_and_nothing_foreign_is_framed()
    {
        var exam = await OpenHostAsync(
            $"""
            <!doctype html><meta charset="utf-8"><title>Host</title><body>
            <script type="module" src="{Exam}/sdk/v1/proctoring.js"></script>
            """
        );
        await exam.Page.WaitForFunctionAsync("() => customElements.get('exam-proctoring')");

        var scripted = await TriedAsync(exam, $"server=\"{Exam}\" embed-url=\"javascript:parent.pwned=1\"");
        var foreign = await TriedAsync(exam, $"server=\"{Exam}\" embed-url=\"{Stranger}/page\"");
        var nothing = await TriedAsync(exam, $"server=\"{Exam}\"");
        var away = await TriedAsync(exam, "server=\"http://127.0.0.1:9\" embed-url=\"http://127.0.0.1:9/embed/x\"");

        var tokenless = await TriedAsync(exam, $"server=\"{Exam}\" embed-url=\"{(await StartExamAsync()).EmbedUrl}\"");

        // The frame says that the questions are this page's, so the element would have to report what happens in it.
        Assert.Contains("needs the attribute session-token", tokenless.Reason, StringComparison.Ordinal);
        Assert.Equal((400, 0), (tokenless.Status, tokenless.Frames));
        Assert.Contains("embed-url leads to javascript:", scripted.Reason, StringComparison.Ordinal);
        Assert.Contains($"embed-url leads to {Stranger}, but server is {Exam}", foreign.Reason, StringComparison.Ordinal);
        Assert.Contains("needs the attributes embed-url, session-token and exam-id", nothing.Reason, StringComparison.Ordinal);
        Assert.Equal([400, 400, 400, 0], [scripted.Status, foreign.Status, nothing.Status, away.Status]);
        Assert.All([scripted, foreign, nothing, away], tried => Assert.Equal(0, tried.Frames));
        Assert.Null(await exam.Page.EvaluateAsync<object?>("() => window.pwned ?? null"));
    }

    [Fact]
    public async Task Changed_attributes_open_the_other_exam_and_end_always_settles()
    {
        StartedExam first = await StartExamAsync(),
            second = await StartExamAsync("Another exam");
        var exam = await OpenHostAsync(EmbeddedExam.Element(Exam, first));
        await exam.HearsAsync("ready");
        // The frame also answers the element's greeting; its page hears one "ready" for each opening.
        Assert.Equal(1, await CountAsync(exam, "ready"));
        Assert.Equal("sidecar", (await exam.HearsAsync("ready")).GetProperty("mode").GetString());

        var early = await exam.Page.EvaluateAsync<JsonElement>(
            "() => document.querySelector('exam-proctoring').end().then(() => null, ({ name, status }) => ({ name, status }))"
        );
        await exam.Page.EvaluateAsync(
            """
            ([url, token, id]) => {
              const element = document.querySelector('exam-proctoring');
              element.setAttribute('embed-url', url);
              element.setAttribute('session-token', token);
              element.setAttribute('exam-id', id);
            }
            """,
            new[] { second.EmbedUrl, second.Token, $"{second.Id}" }
        );
        await exam.Page.WaitForFunctionAsync("() => heard.filter(({ name }) => name === 'ready').length === 2");
        var frame = await exam.Page.EvaluateAsync<string>(
            "() => document.querySelector('exam-proctoring').shadowRoot.querySelector('iframe').src"
        );
        await exam.Page.EvaluateAsync("() => document.querySelector('exam-proctoring').retry()");
        await exam.Page.WaitForFunctionAsync("() => heard.filter(({ name }) => name === 'ready').length === 3");

        Assert.Equal(("ProctoringError", 409), (early.GetProperty("name").GetString(), early.GetProperty("status").GetInt32()));
        Assert.StartsWith(second.EmbedUrl, frame, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(exam, "unavailable"));
    }

    static Task<int> CountAsync(EmbeddedExam exam, string name) =>
        exam.Page.EvaluateAsync<int>("name => heard.filter(heard => heard.name === name).length", name);

    /// <summary>Puts an element into the page and waits until it is unavailable.</summary>
    static async Task<Tried> TriedAsync(EmbeddedExam exam, string attributes)
    {
        var json = await exam.Page.EvaluateAsync<JsonElement>(
            """
            attributes => new Promise(resolve => {
              const place = document.createElement('div');
              place.innerHTML = `<exam-proctoring ${attributes}></exam-proctoring>`;
              const element = place.firstChild;
              element.onUnavailable = detail => resolve({
                ...detail,
                frames: element.shadowRoot.querySelectorAll('iframe').length,
              });
              document.body.append(place);
            })
            """,
            attributes
        );
        return new Tried(
            json.GetProperty("reason").GetString()!,
            json.GetProperty("status").GetInt32(),
            json.GetProperty("frames").GetInt32()
        );
    }

    sealed record Tried(string Reason, int Status, int Frames);
}
