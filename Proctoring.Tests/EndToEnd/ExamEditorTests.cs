using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;
using static Proctoring.Tests.EndToEnd.PageLook;

namespace Proctoring.Tests.EndToEnd;

/// <summary>An administrator writes and imports exams in Chromium, and a candidate takes one.</summary>
public sealed class ExamEditorTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>The third question, from line 5 on, is wrong.</summary>
    const string Gift = "::Faust::Who wrote Faust? {=Goethe ~Schiller}\n\n::Sum::2 + 2? {#4:0}\n\n::Broken::What? {=a ~b\n";

    [Fact]
    public async Task An_exam_is_written_previewed_published_and_taken()
    {
        var person = await ArriveAsync(Camera.None);
        var page = person.Page;
        await page.SignInAsync(App, await App.CreateStaffAsync("Chief", StaffRoles.Administrator), "/manage/authoring");
        await page.LiveAsync();
        await person.At("create").ClickAsync();
        await page.Locator("#exam-title").FillAsync("Networks 1");
        await person.At("save-title").ClickAsync();
        await AddAsync(person, "What does **TCP** add to IP?");
        var choices = person.At("choices").GetByTestId("part-text");
        await choices.Nth(0).FillAsync("Ordered delivery");
        await choices.Nth(1).FillAsync("Encryption");
        await Expect(person.At("preview").Locator("strong")).ToHaveTextAsync("TCP");
        // Long enough for a draft and a message above the limits of a connection.
        await AddAsync(person, "UDP is reliable. " + string.Concat(Enumerable.Repeat("größer ", 2500)), "True or false");
        await page.GetByLabel("The statement is false").CheckAsync();
        await AddAsync(person, "Which layer routes?", "Short text");

        // A missing answer is named by the number of its question; nothing is lost.
        await person.At("save-exam").ClickAsync();
        await Expect(person.At("exam-problems")).ToContainTextAsync("Question 3");
        await LookAtAsync(person, "exam-editor-problem");
        // The draft is in the browser: a reload offers it.
        await page.ReloadAsync();
        await page.LiveAsync();
        await Expect(person.At("question-list").Locator("li")).ToHaveCountAsync(0);
        await person.At("restore").ClickAsync();
        await Expect(person.At("question-list").Locator("li")).ToHaveCountAsync(3);
        await ChooseAsync(person, 3);
        await Expect(page.Locator("#question-text")).ToHaveValueAsync("Which layer routes?");
        await person.At("accepted").GetByTestId("part-text").FillAsync("network");
        await person.At("show-preview").ClickAsync();
        await Expect(person.At("exam-preview")).ToContainTextAsync("Which layer routes?");
        await LookAtAsync(person, "exam-preview");
        await person.At("show-preview").ClickAsync();

        // Typed and published at once: the last words are published too.
        await ChooseAsync(person, 1);
        await Expect(page.Locator("#question-text")).ToHaveValueAsync("What does **TCP** add to IP?");
        await page.Locator("#question-text").PressAsync("Control+End");
        await page.Locator("#question-text").PressSequentiallyAsync(" Choose one.");
        await person.At("publish-exam").ClickAsync();
        await person.SeesAsync("edit-state", "Published, version 1; all changes are saved");
        await page.SetViewportSizeAsync(390, 844);
        await LookAtAsync(person, "exam-editor-phone");
        await page.SetViewportSizeAsync(1366, 768);

        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.GotoAsync($"{App.Address}/exams/networks-1/start?proctored=false");
        await candidate.At("student-name").FillAsync("Ada Example");
        await candidate.At("start").ClickAsync();
        await candidate.At("begin").ClickAsync();
        await Expect(candidate.At("question-text")).ToHaveTextAsync("What does TCP add to IP? Choose one.", new() { Timeout = 30_000 });
        await candidate.At("choice-1").ClickAsync();
        await candidate.SeesAsync("save-state", "Saved");
        Assert.Empty(person.Complaints);
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task An_import_names_the_line_of_an_error_and_stores_nothing_before_it_is_confirmed()
    {
        var chief = await App.CreateStaffAsync("Chief", StaffRoles.Administrator);
        var person = await ArriveAsync(Camera.None);
        var page = person.Page;
        await page.SignInAsync(App, chief, "/manage/authoring/import");
        await page.LiveAsync();
        await page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "literature.gift",
                    MimeType = "text/plain",
                    Buffer = Encoding.UTF8.GetBytes(Gift),
                }
            );
        await person.SeesAsync("import-counts", "GIFT: 2 questions can be imported, 1 cannot.");
        await Expect(person.At("problems").Locator("tbody tr")).ToContainTextAsync("5");
        await Expect(person.At("problems")).ToContainTextAsync("is not closed");
        await LookAtAsync(person, "exam-import");
        var store = App.Get<ExamStore>();
        Assert.Null(await store.FindAsync(StaffViewer.Console, "literature", default));

        await page.Locator("#import-title").FillAsync("Literature");
        await person.At("store").ClickAsync();
        await Expect(person.At("question-list").Locator("li")).ToHaveCountAsync(2);
        var stored = await store.FindAsync(StaffViewer.Console, "literature", default);
        Assert.Equal([typeof(SingleChoice), typeof(NumberEntry)], stored!.Content.Questions.Select(question => question.Body.GetType()));

        await page.GotoAsync($"{App.Address}/manage/authoring");
        await page.LiveAsync();
        await LookAtAsync(person, "exam-list");
        await page.Locator("tr", new() { HasText = "Literature" }).GetByTestId("export").ClickAsync();
        await person.At("export-dialog").Locator(".mud-select").First.ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "CSV" }).ClickAsync();
        await Expect(person.At("losses")).ToContainTextAsync("Of the exam, only the questions");
        var download = await page.RunAndWaitForDownloadAsync(() => person.At("download").ClickAsync());
        Assert.Equal("literature.csv", download.SuggestedFilename);
        Assert.Contains("Who wrote Faust?", await File.ReadAllTextAsync(await download.PathAsync()), StringComparison.Ordinal);
        await using var database = await App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();
        var entry = await database.AuditEntries.SingleAsync(entry => entry.Action == "exam_exported");
        Assert.Equal((chief.Id, "exam literature: Literature, CSV"), (entry.ActorId, entry.Subject));
        Assert.Empty(person.Complaints);
    }

    static async Task AddAsync(CandidatePage person, string text, string? type = null)
    {
        await person.At("add-question").ClickAsync();
        await Expect(person.Page.Locator("#question-text")).ToHaveValueAsync("");
        if (type is not null)
        {
            await person.At("question-editor").Locator(".mud-select").First.ClickAsync();
            await person.Page.GetByRole(AriaRole.Option, new() { Name = type }).ClickAsync();
        }

        await person.Page.Locator("#question-text").FillAsync(text);
        await Expect(person.At("preview")).Not.ToBeEmptyAsync();
    }

    static Task ChooseAsync(CandidatePage person, int number) => person.At("question-list").Locator("button").Nth(number - 1).ClickAsync();
}
