using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Proctoring.Core.Authoring;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A candidate answers a question of each type, reloads, submits and reads the result.</summary>
public sealed class QuestionTypesPageTests(Chromium chromium) : BrowserTest(chromium)
{
    static readonly string[] Periods = ["Bronze Age", "Middle Ages", "Renaissance", "Space Age"];

    static readonly string[] Classes = ["Amphibian", "Bird", "Mammal"];

    [Fact]
    public async Task Every_type_can_be_answered_survives_a_reload_and_is_on_the_result()
    {
        var candidate = await BeginAsync("en");
        var page = candidate.Page;
        await candidate.At("choice-2").ClickAsync();
        await candidate.NextAsync();
        await candidate.At("choice-1").ClickAsync();
        await page.Keyboard.PressAsync("3");
        await candidate.NextAsync();
        await candidate.At("choice-2").ClickAsync();
        await candidate.NextAsync();
        await candidate.At("short-text").FillAsync("paris");
        await candidate.NextAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('exam-sheet img')?.naturalWidth === 320");
        await candidate.At("number").FillAsync("5");
        await page.Locator("exam-sheet select").SelectOptionAsync("cm");
        await candidate.PhotographAsync("question-number");
        await candidate.NextAsync();
        await candidate.At("gap-1").FillAsync("100");
        await candidate.At("gap-2").SelectOptionAsync(new SelectOptionValue { Label = "H2O" });
        await candidate.At("gap-3").FillAsync("ice");
        await candidate.PhotographAsync("question-blanks");
        await candidate.NextAsync();
        foreach (var (match, index) in Classes.Select((match, index) => (match, index)))
            await candidate.At($"match-{index + 1}").SelectOptionAsync(new SelectOptionValue { Label = match });
        await candidate.PhotographAsync("question-matching");
        await candidate.NextAsync();
        await OrderAsync(candidate);
        await candidate.PhotographAsync("question-ordering");
        await candidate.NextAsync();
        await candidate.At("essay").FillAsync("HTTPS keeps what I read private.");
        await candidate.SeesAsync("words", "6 of at most 150 words");
        await candidate.NextAsync();
        await WriteCodeAsync(candidate);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await candidate.PhotographAsync("question-code-dark");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await candidate.NextAsync();
        await ChooseFileAsync(candidate);
        await candidate.SeesAsync("upload-state", "Uploaded: tree.png");

        // Typed at the last moment: nothing is lost, although it was not sent yet.
        await candidate.At("nav-9").ClickAsync();
        await candidate.At("essay").PressSequentiallyAsync(" Nobody changes it.");
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.ReloadAsync();
        await Expect(candidate.At("essay")).ToHaveValueAsync("HTTPS keeps what I read private. Nobody changes it.");
        await candidate.SeesAsync("answered-count", "11 of 11");
        await candidate.At("nav-8").ClickAsync();
        await Expect(page.Locator(".ordered .choice-text")).ToHaveTextAsync(Periods);
        await candidate.At("nav-10").ClickAsync();
        await Expect(candidate.At("code")).ToHaveValueAsync("def sum_even(numbers):\n    total = 0\n    return total");
        await candidate.At("nav-7").ClickAsync();
        await Expect(candidate.At("match-3").Locator("option:checked")).ToHaveTextAsync("Mammal");
        await candidate.At("nav-2").ClickAsync();
        await Expect(page.Locator("exam-sheet input:checked")).ToHaveCountAsync(2);

        await candidate.SeesAsync("save-state", "Saved");
        await candidate.At("hand-in").ClickAsync();
        await candidate.PhotographAsync("review-types");
        await candidate.At("confirm-hand-in").ClickAsync();
        await candidate.SeesAsync("not-graded", "3 answers");
        await page.Locator("[data-testid=answers] > summary").ClickAsync();
        await Expect(page.Locator("[data-testid=answer][data-right=true]")).ToHaveCountAsync(8);
        await Expect(page.Locator("[data-type=essay] [data-testid=response]")).ToContainTextAsync("Nobody changes it.");
        await Expect(page.Locator("[data-type=file_upload] [data-testid=response]")).ToHaveTextAsync("tree.png");
        await candidate.PhotographAsync("result-types");

        await GradeAsync();
        await page.ReloadAsync();
        await Expect(candidate.At("not-graded")).ToHaveCountAsync(0);
        await page.Locator("[data-testid=answers] > summary").ClickAsync();
        await Expect(page.Locator("[data-type=essay] [data-testid=grade-comment]")).ToContainTextAsync("Two of three points are named.");
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task A_file_that_was_not_uploaded_is_named_beside_the_other_questions_and_in_the_review()
    {
        var candidate = await BeginAsync("en");
        await candidate.Page.RouteAsync(new Regex("/files\\?question="), route => route.FulfillAsync(new() { Status = 400, Body = "{}" }));
        await candidate.At("nav-11").ClickAsync();
        await ChooseFileAsync(candidate);
        await candidate.SeesAsync("upload-state", "The file was not uploaded.");

        await candidate.At("nav-1").ClickAsync();
        await Expect(candidate.At("nav-11")).ToHaveAttributeAsync("aria-label", new Regex("file not uploaded"));
        await candidate.At("hand-in").ClickAsync();
        await Expect(candidate.At("review-11")).ToContainTextAsync("file not uploaded");
        await candidate.SeesAsync("review-note", "choose the file again");
        await candidate.PhotographAsync("review-no-file");

        await candidate.Page.UnrouteAllAsync();
        await candidate.At("review-11").ClickAsync();
        await ChooseFileAsync(candidate);
        await candidate.SeesAsync("upload-state", "Uploaded: tree.png");
        await candidate.At("hand-in").ClickAsync();
        await Expect(candidate.At("review-11").Locator(".row-state")).ToHaveTextAsync("answered");
        await Expect(candidate.At("review-note")).ToHaveTextAsync("");
    }

    [Fact]
    public async Task The_keyboard_keeps_its_place_when_a_button_or_a_field_goes_away()
    {
        var candidate = await BeginAsync("en");
        var page = candidate.Page;
        await candidate.At("nav-8").ClickAsync();
        await candidate.At("keep-order").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(candidate.At("keep-order")).ToBeHiddenAsync();
        await Expect(page.Locator(".ordered button:focus")).ToHaveCountAsync(1);

        var release = new TaskCompletionSource();
        await page.RouteAsync(
            new Regex("/files\\?question="),
            async route =>
            {
                await release.Task;
                await route.ContinueAsync();
            }
        );
        await candidate.At("nav-11").ClickAsync();
        await candidate.At("file").FocusAsync();
        await ChooseFileAsync(candidate);
        await candidate.SeesAsync("upload-state", "Uploading");
        await Expect(candidate.At("upload-state")).ToBeFocusedAsync();
        release.SetResult();
        await candidate.SeesAsync("upload-state", "Uploaded: tree.png");
        await Expect(candidate.At("file")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_review_counts_a_file_whose_upload_ends_while_it_is_open()
    {
        var candidate = await BeginAsync("en");
        var arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await candidate.Page.RouteAsync(
            new Regex("/files\\?question="),
            async route =>
            {
                await arrival.Task;
                await route.ContinueAsync();
            }
        );
        await candidate.At("nav-11").ClickAsync();
        await ChooseFileAsync(candidate);
        await candidate.At("hand-in").ClickAsync();
        await candidate.SeesAsync("unanswered", ", 11");

        arrival.SetResult();

        await Expect(candidate.At("unanswered")).Not.ToContainTextAsync(", 11");
        await Expect(candidate.At("review-11").Locator(".row-state")).ToHaveTextAsync("answered");
    }

    [Fact]
    public async Task A_picture_that_the_line_did_not_deliver_is_there_when_its_question_is_opened_again()
    {
        var candidate = await BeginAsync("en", page => page.RouteAsync(new Regex("/files/[0-9a-f]{64}$"), route => route.AbortAsync()));
        var page = candidate.Page;
        await candidate.At("nav-5").ClickAsync();
        await candidate.SeesAsync("question-text", "the picture could not be loaded");

        await page.UnrouteAllAsync();
        await candidate.At("nav-4").ClickAsync();
        await candidate.At("nav-5").ClickAsync();

        await page.WaitForFunctionAsync("() => document.querySelector('exam-sheet img')?.naturalWidth === 320");
    }

    [Fact]
    public async Task The_types_are_drawn_from_right_to_left_in_Arabic()
    {
        var candidate = await BeginAsync("ar");
        foreach (var number in new[] { 6, 8, 10 })
        {
            await candidate.At($"nav-{number}").ClickAsync();
            await candidate.PhotographAsync($"question-{number}-ar");
        }

        Assert.Equal(
            "rtl",
            await candidate.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('exam-sheet')).direction")
        );
        Assert.Equal(
            "ltr",
            await candidate.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('.code-area')).direction")
        );
    }

    /// <summary>A reviewer finds the session in the queue and grades its three answers.</summary>
    async Task GradeAsync()
    {
        var reviewer = await ArriveAsync(Camera.None);
        await reviewer.Page.SignInAsync(App, await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer), "/review/grading");
        await reviewer.At("grading-open").ClickAsync();
        await Expect(reviewer.At("grading-answer")).ToHaveCountAsync(3);
        foreach (var (type, points) in new[] { ("essay", "4"), ("code", "2.5"), ("file_upload", "2") })
        {
            var answer = reviewer.Page.Locator($"[data-testid=grading-answer][data-type={type}]");
            await answer.GetByTestId("grading-comment").FillAsync("Two of three points are named.");
            // Typed and saved without leaving the field first.
            await answer.GetByTestId("grading-points").PressSequentiallyAsync(points);
            await Expect(answer.GetByTestId("grading-save")).ToBeEnabledAsync();
            await answer.GetByTestId("grading-save").ClickAsync();
            await Expect(answer.GetByTestId("grading-state")).ToContainTextAsync($"{points} of");
        }

        await PageLook.LookAtAsync(reviewer, "grading");
        await reviewer.At("grading-back").ClickAsync();
        await Expect(reviewer.At("nothing-to-grade")).ToBeVisibleAsync();
        Assert.Empty(reviewer.Complaints);
    }

    /// <summary>Moves each period to its place with the keyboard.</summary>
    static async Task OrderAsync(CandidatePage candidate)
    {
        var items = candidate.Page.Locator(".ordered .choice-text");
        foreach (var (period, place) in Periods.Select((period, place) => (period, place)))
        {
            for (var shown = await items.AllInnerTextsAsync(); shown[place] != period; shown = await items.AllInnerTextsAsync())
            {
                var at = shown.ToList().IndexOf(period);
                await candidate.At($"up-{at + 1}").FocusAsync();
                await candidate.Page.Keyboard.PressAsync("Enter");
                await Expect(items.Nth(at - 1)).ToHaveTextAsync(period);
            }
        }
    }

    static Task ChooseFileAsync(CandidatePage candidate) =>
        candidate
            .At("file")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "tree.png",
                    MimeType = "image/png",
                    Buffer = Encoding.UTF8.GetBytes("a tree"),
                }
            );

    static async Task WriteCodeAsync(CandidatePage candidate)
    {
        var page = candidate.Page;
        await candidate.At("code").FocusAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("total = 0");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("return total");
        await Expect(page.Locator(".code-numbers > div")).ToHaveCountAsync(3);
        // The editor is no trap for the keyboard.
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Tab");
        await Expect(candidate.At("code")).Not.ToBeFocusedAsync();
    }

    async Task<CandidatePage> BeginAsync(string language, Func<IPage, Task>? before = null)
    {
        var candidate = await ArriveAsync(
            Camera.None,
            options: new()
            {
                Locale = language,
                ViewportSize = new() { Width = 1366, Height = 768 },
            }
        );
        if (before is not null)
            await before(candidate.Page);
        await candidate.Page.GotoAsync($"{App.Address.TrimEnd('/')}/exams/{QuestionTypesExam.Slug}/start?proctored=false");
        await candidate.At("student-name").FillAsync("Ada Example");
        await candidate.At("start").ClickAsync();
        await candidate.At("begin").ClickAsync();
        await Expect(candidate.At("question-text")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        return candidate;
    }
}
