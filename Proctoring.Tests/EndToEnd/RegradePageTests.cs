using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A candidate takes an exam with formulas and a wrong key; the author corrects it and regrades; the candidate reads the new
/// result.</summary>
public sealed class RegradePageTests(Chromium chromium) : BrowserTest(chromium)
{
    static readonly ExamContent Wrong = new()
    {
        Slug = "formulas",
        Title = "Formulas",
        Settings = new ExamSettings { PassPercent = 50 },
        Questions =
        [
            new("What is $\\frac{1}{2}+\\frac{1}{2}$?", SingleChoice.Of(["$1$", "$2$"], 1)) { Explanation = "$1=1$" },
            new("Is $5 less than $10?\n\n$\\mathcal{F} \\frac{$", new TrueFalse(true)),
        ],
    };

    [Fact]
    public async Task A_wrong_key_is_corrected_for_those_who_took_the_exam()
    {
        var exams = App.Get<ExamStore>();
        var exam = await exams.CreateAsync(StaffViewer.Console, Wrong, CancellationToken.None);
        await exams.SetStatusAsync(StaffViewer.Console, exam.Id, ExamStatus.Open, CancellationToken.None);
        var candidate = await TakeAsync();
        var corrected = Wrong with
        {
            Questions = [Wrong.Questions[0] with { Body = SingleChoice.Of(["$1$", "$2$"], 0) }, Wrong.Questions[1]],
        };
        await exams.ReplaceAsync(StaffViewer.Console, exam.Id, 1, corrected, CancellationToken.None);

        await RegradeAsync(exam.Id);

        await candidate.Page.ReloadAsync();
        await candidate.SeesAsync("corrected", "0");
        await candidate.SeesAsync("score", "50");
        await candidate.Page.Locator("[data-testid=answers] > summary").ClickAsync();
        var first = candidate.Page.Locator("[data-testid=answer]").First;
        await Expect(first.Locator(".text .katex")).ToBeVisibleAsync();
        await Expect(first.Locator(".why .katex")).ToBeVisibleAsync();
        await candidate.PhotographAsync("result-corrected");
        Assert.Empty(candidate.Complaints);
    }

    async Task<CandidatePage> TakeAsync()
    {
        var candidate = await ArriveAsync(Camera.None);
        var page = candidate.Page;
        await page.GotoAsync($"{App.Address.TrimEnd('/')}/exams/formulas/start?proctored=false");
        await candidate.At("student-name").FillAsync("Ada Example");
        await candidate.At("start").ClickAsync();
        await candidate.At("begin").ClickAsync();
        await Expect(candidate.At("question-text").Locator(".katex mfrac")).ToHaveCountAsync(2, new() { Timeout = CandidatePage.Patience });
        await Expect(page.Locator(".choice-text .katex")).ToHaveCountAsync(2);
        // A later question needs no connection for its fonts.
        await page.WaitForFunctionAsync(
            "() => { const fonts = [...document.fonts].filter((font) => font.family.includes('KaTeX'));"
                + " return fonts.length > 10 && fonts.every((font) => font.status === 'loaded'); }"
        );
        await candidate.PhotographAsync("question-formula");
        await candidate.At("choice-1").ClickAsync();
        await candidate.NextAsync();
        // Amounts are no formulas, and a formula with a mistake shows its source.
        await Expect(candidate.At("question-text")).ToContainTextAsync("Is $5 less than $10?");
        await Expect(candidate.At("question-text")).ToContainTextAsync("\\mathcal{F} \\frac{");
        await Expect(candidate.At("question-text").Locator(".katex")).ToHaveCountAsync(0);
        await candidate.At("choice-2").ClickAsync();
        await candidate.SeesAsync("save-state", "Saved");
        await candidate.At("hand-in").ClickAsync();
        await candidate.At("confirm-hand-in").ClickAsync();
        await candidate.SeesAsync("score", "0");
        await Expect(candidate.At("corrected")).ToHaveCountAsync(0);
        return candidate;
    }

    async Task RegradeAsync(int exam)
    {
        var author = await ArriveAsync(Camera.None);
        var page = author.Page;
        await page.SignInAsync(App, await App.CreateStaffAsync("Ada Author", StaffRoles.Administrator), $"/manage/authoring/{exam}");
        await page.LiveAsync();
        await Expect(author.At("preview").Locator(".katex")).ToHaveCountAsync(1);
        // Reworded, with the same choices at the same number.
        await page.Locator("#question-text").FillAsync("How much is $\\frac{1}{2}+\\frac{1}{2}$?");
        await Expect(author.At("preview")).ToContainTextAsync("How much is");
        await Expect(author.At("preview").Locator(".katex")).ToHaveCountAsync(1);
        await author.At("save-exam").ClickAsync();
        await author.SeesAsync("offer-regrade", "version 3");
        await author.At("open-regrade").ClickAsync();
        await Expect(author.At("preview-newest")).ToBeEnabledAsync();
        await author.At("preview-newest").ClickAsync();
        await author.SeesAsync("regrade-summary", "Newly passed: 1");
        await Expect(author.At("regrade-start")).ToBeDisabledAsync();
        await page.Locator("#regrade-reason").FillAsync("Question 1 had a wrong key.");
        await PageLook.LookAtAsync(author, "regrade");
        await Expect(author.At("regrade-start")).ToBeEnabledAsync();
        await author.At("regrade-start").ClickAsync();
        await author.SeesAsync("regrade-state", "Finished: 1 of 1 regraded, 1 with another result.");
        await author.SeesAsync("nothing-outdated", "version 3");
        await page.GotoAsync($"{App.Address.TrimEnd('/')}/review/results?exam={exam}");
        await author.SeesAsync("regraded", "was 0 %");
        Assert.Empty(author.Complaints);
    }
}
