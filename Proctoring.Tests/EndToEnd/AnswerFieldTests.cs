using System.Text;
using Microsoft.Playwright;
using Proctoring.Core.Authoring;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>The fields for answers under what a browser and a keyboard do in them: files that are dropped, undoing, input methods, keys
/// that are held down.</summary>
public sealed class AnswerFieldTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_file_is_dropped_on_its_field_and_one_beside_it_does_not_replace_the_exam()
    {
        var candidate = await BeginAsync(question: 11);
        // As in a proctored exam.
        await candidate.Page.EvaluateAsync(
            """
            async () => {
              const { guard } = await import('/js/proctoring/guard.js');
              window.acts = [];
              guard((act) => window.acts.push(act));
            }
            """
        );
        var file = Path.Combine(App.Data, "tree.png");
        await File.WriteAllBytesAsync(file, Encoding.UTF8.GetBytes("a tree"), TestContext.Current.CancellationToken);

        await DropAsync(candidate, candidate.At("question-text"), file);
        await DropAsync(candidate, candidate.At("file"), file);

        await candidate.SeesAsync("upload-state", "Uploaded: tree.png");
        Assert.Empty(await candidate.Page.EvaluateAsync<string[]>("() => window.acts"));
        Assert.Single(candidate.Page.Context.Pages);
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task What_the_code_editor_inserts_can_be_undone_and_fits_the_limit()
    {
        var candidate = await BeginAsync(question: 10);
        var (code, keys) = (candidate.At("code"), candidate.Page.Keyboard);
        await code.FocusAsync();
        var template = await code.InputValueAsync();
        await keys.PressAsync("Control+End");
        await keys.TypeAsync("a = 1");
        await keys.PressAsync("Enter");
        await Expect(code).ToHaveValueAsync($"{template}a = 1\n    ");
        await keys.PressAsync("Tab");
        await Expect(code).ToHaveValueAsync($"{template}a = 1\n        ");
        await keys.PressAsync("Shift+Tab");
        await Expect(code).ToHaveValueAsync($"{template}a = 1\n    ");

        await keys.PressAsync("Control+z");
        await keys.PressAsync("Control+z");
        await Expect(code).ToHaveValueAsync($"{template}a = 1\n    ");
        await keys.PressAsync("Control+z");
        await Expect(code).ToHaveValueAsync($"{template}a = 1");
        await keys.PressAsync("Control+z");
        await Expect(code).ToHaveValueAsync(template);
        await candidate.SeesAsync("answered-count", "0 of 11");

        await code.FillAsync(new string('x', 100_000));
        await keys.PressAsync("Control+End");
        await keys.PressAsync("Enter");
        Assert.Equal(100_000, (await code.InputValueAsync()).Length);
        await candidate.SeesAsync("save-state", "Saved");
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task The_keys_of_an_input_method_are_not_those_of_the_code_editor()
    {
        var candidate = await BeginAsync(question: 10);

        var kept = await candidate
            .At("code")
            .EvaluateAsync<bool[]>(
                """
                (area) => {
                  area.focus();
                  const keys = [{ key: 'Enter', keyCode: 229 }, { key: 'Tab', isComposing: true }, { key: 'Enter', isComposing: true }];
                  return keys.map((init) => {
                    const event = new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true });
                    area.dispatchEvent(event);
                    return !event.defaultPrevented;
                  });
                }
                """
            );

        Assert.Equal([true, true, true], kept);
    }

    [Fact]
    public async Task A_digit_that_is_held_down_chooses_once()
    {
        var candidate = await BeginAsync(question: 2);

        await candidate.Page.Keyboard.DownAsync("3");
        await candidate.Page.Keyboard.DownAsync("3");
        await candidate.Page.Keyboard.UpAsync("3");

        await Expect(candidate.At("choice-3").Locator("input")).ToBeCheckedAsync();
    }

    /// <summary>Drops a file as a person does with the mouse.</summary>
    static async Task DropAsync(CandidatePage candidate, ILocator place, string file)
    {
        await place.ScrollIntoViewIfNeededAsync();
        var box = await place.BoundingBoxAsync() ?? throw new InvalidOperationException("The place is not visible.");
        var tools = await candidate.Page.Context.NewCDPSessionAsync(candidate.Page);
        foreach (var type in new[] { "dragEnter", "dragOver", "drop" })
        {
            await tools.SendAsync(
                "Input.dispatchDragEvent",
                new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["type"] = type,
                    ["x"] = box.X + box.Width / 2,
                    ["y"] = box.Y + box.Height / 2,
                    ["data"] = new
                    {
                        items = Array.Empty<object>(),
                        files = new[] { file },
                        dragOperationsMask = 1,
                    },
                }
            );
        }

        await tools.DetachAsync();
    }

    async Task<CandidatePage> BeginAsync(int question)
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.GotoAsync($"{App.Address.TrimEnd('/')}/exams/{QuestionTypesExam.Slug}/start?proctored=false");
        await candidate.At("student-name").FillAsync("Ada Example");
        await candidate.At("start").ClickAsync();
        await candidate.At("begin").ClickAsync();
        await Expect(candidate.At("question-text")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await candidate.At($"nav-{question}").ClickAsync();
        return candidate;
    }
}
