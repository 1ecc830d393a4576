using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Proctoring.Web.Localization;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A candidate changes the language, and every part of the page follows, rendered by the server or by the circuit.</summary>
public sealed class LanguageTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_menu_changes_the_language_and_keeps_the_page()
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.GotoAsync(App.Address + "/exams/software-interview/start?proctored=false");
        await Expect(candidate.At("start")).ToHaveTextAsync("Continue");
        // The menu closes if the page comes alive meanwhile.
        await candidate.Page.LiveAsync();

        await candidate.At("languages").ClickAsync();
        await candidate.At("language-ar").ClickAsync();

        await Expect(candidate.Page.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
        Assert.Equal("/exams/software-interview/start?proctored=false", new Uri(candidate.Page.Url).PathAndQuery);
        await Expect(candidate.At("start")).ToHaveTextAsync("متابعة");
        await Expect(candidate.At("start")).ToBeEnabledAsync();
        // With the marks of direction that autofill inserts.
        await candidate.At("student-name").FillAsync("\u202bآدا\u202c");
        await candidate.At("start").ClickAsync();
        await candidate.At("begin").ClickAsync();
        await candidate.SeesAsync("question-place", "السؤال 1 من 12");
        await candidate.At("choice-2").ClickAsync();
        await candidate.SeesAsync("save-state", "حُفظ");
        // The content of the exam is English, and says so.
        await Expect(candidate.Question).ToHaveAttributeAsync("lang", "en");
        await candidate.At("hand-in").ClickAsync();
        await candidate.SeesAsync("unanswered", "11 سؤالًا بلا إجابة");
        await candidate.At("confirm-hand-in").ClickAsync();
        await Expect(candidate.At("score")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await using var database = await App.Get<IDbContextFactory<ProctoringDb>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        var student = await database.Students.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("ar", "آدا"), (student.Language, student.Name));
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task News_of_a_session_is_written_in_the_language_of_the_page_that_shows_it()
    {
        var candidate = await ArriveAsync(
            played: true,
            options: new()
            {
                Locale = "de-AT",
                ViewportSize = new() { Width = 1366, Height = 768 },
            }
        );
        await candidate.ChooseExamAsync(proctored: true);
        await candidate.TurnCameraOnAsync();
        await candidate.At("camera-next").ClickAsync();
        await CandidatePage.TakePictureAsync(candidate.At("take-picture"), candidate.At("begin"));
        await candidate.At("begin").ClickAsync();
        await candidate.SeesAsync("question-place", "Frage 1 von 12");
        await candidate.SeesAsync("monitor-state", "Die Überwachung läuft");

        await candidate.Page.PlayAsync("both");

        await Expect(candidate.At("note-count")).ToContainTextAsync("1 Hinweis", new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.Warning).ToContainTextAsync("Nichts wird automatisch entschieden");
    }

    [Fact]
    public async Task A_frame_speaks_the_language_of_its_address_without_a_cookie()
    {
        var candidate = await ArriveAsync(Camera.None, options: new() { Locale = "fr-FR" });
        await candidate.Page.GotoAsync(App.Address + "/embed/no-such-ticket?lang=ar");

        await candidate.SeesAsync("ticket-refused", "انتهت صلاحية هذا الرابط");
        Assert.DoesNotContain(await candidate.Page.Context.CookiesAsync(), cookie => cookie.Name == LanguageChoice.Cookie);
        await candidate.At("languages").ClickAsync();
        await candidate.At("language-es").ClickAsync();
        await candidate.SeesAsync("ticket-refused", "Este enlace ha caducado");
        Assert.Equal("/embed/no-such-ticket?lang=es", new Uri(candidate.Page.Url).PathAndQuery);
    }
}
