using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A proctor in real Chromium: the wall, one candidate enlarged, a message, and the end with its reason.</summary>
public sealed class ProctorTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_proctor_sees_a_candidate_writes_to_them_and_ends_their_exam()
    {
        var candidate = await ArriveAsync(played: true);
        await candidate.StartProctoredAsync();
        await candidate.ChooseAsync(1);
        await candidate.Page.PlayAsync("both");
        await candidate.SeesEventAsync("Another face in view");
        var proctor = await SignedInAsync("Pia Proctor", StaffRoles.Proctor, "/live");

        await Expect(proctor.At("tile")).ToContainTextAsync("Another face in view", new() { Timeout = CandidatePage.Patience });
        await Expect(proctor.At("tile").Locator("img")).ToBeVisibleAsync();
        await proctor.PhotographAsync("live-one");
        await WritesToAllAsync(proctor, candidate);
        await proctor.At("tile").ClickAsync();
        await Expect(proctor.At("live-picture")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        Assert.True(
            await proctor.Page.EvaluateAsync<bool>(
                "async () => { const image = document.querySelector('[data-testid=live-picture]'); await image.decode(); return "
                    + "image.naturalWidth > 0; }"
            )
        );
        await Expect(proctor.At("live-event").First).ToContainTextAsync("Another face in view");

        await proctor.Page.Locator("#proctor-message").FillAsync("Please ask the other person to leave.");
        await proctor.At("send-message").ClickAsync();
        await Expect(candidate.At("staff-message"))
            .ToContainTextAsync("Please ask the other person to leave.", new() { Timeout = CandidatePage.Patience });
        await Expect(proctor.At("message-state").Last).ToContainTextAsync("shown at", new() { Timeout = CandidatePage.Patience });
        await candidate.PhotographAsync("quiz-staff-message");

        // A reload keeps the message; the candidate answers and closes it.
        await candidate.Page.ReloadAsync();
        await candidate.SeesAsync("staff-message", "Please ask the other person to leave.");
        await candidate.At("staff-message-reply").ClickAsync();
        await candidate.At("candidate-text").FillAsync("She has left.");
        await candidate.At("candidate-send").ClickAsync();
        await candidate.SeesAsync("message-sent", "sent to the proctor");
        // The form with the focus is gone, and the focus does not fall to the page.
        await Expect(candidate.At("messages")).ToBeFocusedAsync();
        await Expect(proctor.At("candidate-message")).ToContainTextAsync("She has left.", new() { Timeout = CandidatePage.Patience });
        await candidate.At("have-problem").ClickAsync();
        await Expect(candidate.At("candidate-text")).ToBeFocusedAsync();
        await candidate.At("candidate-text").FillAsync("The picture flickers.");
        await candidate.PhotographAsync("quiz-problem");
        await candidate.At("candidate-send").ClickAsync();
        await Expect(proctor.At("page-state")).ToContainTextAsync("camera: live", new() { Timeout = CandidatePage.Patience });
        await candidate.At("staff-message-close").ClickAsync();
        await Expect(candidate.At("staff-message")).ToHaveCountAsync(0);
        await Expect(candidate.At("messages")).ToBeFocusedAsync();
        await NotesAndFlagsAsync(proctor);
        // Time that the proctor adds is in the timer at once.
        var left = await candidate.TimeLeftAsync();
        await proctor.At("add-time").ClickAsync();
        await proctor.Page.Locator("#added-reason").FillAsync("There was a fire drill.");
        await proctor.PhotographAsync("add-time");
        await proctor.At("confirm-time").ClickAsync();
        await candidate.SeesAsync("time-change", "You have 5 min more.");
        await candidate.SeesAsync("time-change", "There was a fire drill.");
        Assert.InRange(await candidate.TimeLeftAsync(), left + TimeSpan.FromMinutes(3), left + TimeSpan.FromMinutes(5));
        await candidate.PhotographAsync("quiz-time-added");
        await proctor.PhotographAsync("live-session");
        await PausesAsync(proctor, candidate);
        await EndsByMistakeAsync(proctor, candidate);

        await proctor.At("end-exam").ClickAsync();
        await proctor.Page.Locator("#end-reason").FillAsync("A second person answered for the candidate.");
        await proctor.PhotographAsync("live-end");
        await proctor.At("confirm-end").ClickAsync();
        await Expect(candidate.At("ended-by-staff"))
            .ToContainTextAsync("A second person answered for the candidate.", new() { Timeout = CandidatePage.Patience });
        await Expect(proctor.At("live-over")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });

        // And the candidate answers the flag.
        await candidate.ShowMomentsAsync();
        await candidate.At("reply-open").First.ClickAsync();
        await candidate.At("reply-text").First.FillAsync("It was my mother, who brought tea.");
        await candidate.At("reply-keep").ClickAsync();
        await Expect(candidate.At("reply")).ToContainTextAsync("brought tea");
        await candidate.PhotographAsync("result-ended");
        await candidate.Page.ReloadAsync();
        await Expect(candidate.At("reply")).ToContainTextAsync("brought tea", new() { Timeout = CandidatePage.Patience });

        await using var db = App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContext();
        var session = await db.Sessions.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((SessionStatus.Ended, "A second person answered for the candidate."), (session.Status, session.EndReason));
        Assert.Single(db.Answers);
        Assert.Equal(
            [
                "message_sent",
                "message_sent",
                "flag_raised",
                "note_written",
                "time_added",
                "exam_paused",
                "exam_resumed",
                "session_ended",
                "session_readmitted",
                "exam_resumed",
                "session_ended",
            ],
            await db
                .AuditEntries.Where(row => row.SessionId == session.Id)
                .OrderBy(row => row.Id)
                .Select(row => row.Action)
                .ToListAsync(TestContext.Current.CancellationToken)
        );
        Assert.NotNull(await db.Violations.Select(row => row.WarnedAt).FirstAsync(at => at != null, TestContext.Current.CancellationToken));
        // A picture may be asked for in the moment in which the exam ends.
        Assert.All(proctor.Complaints, complaint => Assert.Contains("/picture?n=", complaint, StringComparison.Ordinal));
    }

    static async Task WritesToAllAsync(CandidatePage proctor, CandidatePage candidate)
    {
        await proctor.At("choose").ClickAsync();
        await Expect(proctor.At("message-many")).ToHaveTextAsync("Message selected (1)");
        await proctor.At("message-many").ClickAsync();
        await Expect(proctor.At("many-recipients")).ToHaveTextAsync("This message goes to 1 candidate.");
        await proctor.Page.Locator("#many-text").FillAsync("Ten minutes are left for everybody.");
        await proctor.PhotographAsync("live-message-many");
        await proctor.At("many-send").ClickAsync();
        await Expect(proctor.At("delivery"))
            .ToContainTextAsync("sent to 1 connected candidate", new() { Timeout = CandidatePage.Patience });
        await candidate.SeesAsync("staff-message", "Ten minutes are left for everybody.");
        await candidate.At("staff-message-close").ClickAsync();
        await Expect(candidate.At("staff-message")).ToHaveCountAsync(0);
        await proctor.PhotographAsync("live-delivery");
        await proctor.At("delivery-close").ClickAsync();
    }

    static async Task NotesAndFlagsAsync(CandidatePage proctor)
    {
        await proctor.At("raise-flag").ClickAsync();
        await proctor.Page.Locator("#flag-text").FillAsync("He reads from a paper on the wall.");
        await proctor.PhotographAsync("live-flag");
        await proctor.At("confirm-flag").ClickAsync();
        await Expect(proctor.At("live-event").First)
            .ToContainTextAsync("Seen by a person (He reads from a paper", new() { Timeout = CandidatePage.Patience });
        await proctor.Page.Locator("#proctor-note").FillAsync("I asked him to look at the screen.");
        await proctor.At("add-note").ClickAsync();
        await Expect(proctor.At("proctor-notes"))
            .ToContainTextAsync("I asked him to look at the screen.", new() { Timeout = CandidatePage.Patience });
    }

    /// <summary>The candidate is on the result page when the proctor readmits them.</summary>
    static async Task EndsByMistakeAsync(CandidatePage proctor, CandidatePage candidate)
    {
        await proctor.At("end-exam").ClickAsync();
        await proctor.Page.Locator("#end-reason").FillAsync("The wrong candidate.");
        await proctor.At("confirm-end").ClickAsync();
        await candidate.SeesAsync("withheld", "shows no result here, or not yet");
        await proctor.At("readmit").ClickAsync(new() { Timeout = CandidatePage.Patience });
        await proctor.Page.Locator("#readmit-reason").FillAsync("I ended the wrong exam.");
        await proctor.PhotographAsync("live-readmit");
        await proctor.At("confirm-readmit").ClickAsync();
        await candidate.SeesAsync("not-finished", "You can continue your exam");
        await candidate.PhotographAsync("result-readmitted");
        await candidate.At("not-finished").Locator("a").ClickAsync();
        await candidate.SeesAsync("exam-paused", "I ended the wrong exam.");
        await proctor.At("resume-exam").ClickAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("question-text")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
    }

    static async Task PausesAsync(CandidatePage proctor, CandidatePage candidate)
    {
        await proctor.At("pause-exam").ClickAsync();
        await proctor.Page.Locator("#pause-reason").FillAsync("We are checking the noise in the room.");
        await proctor.At("confirm-pause").ClickAsync();
        await candidate.SeesAsync("exam-paused", "We are checking the noise in the room.");
        await Expect(candidate.At("question-text")).ToBeHiddenAsync();
        await Expect(candidate.At("end-break")).ToHaveCountAsync(0);
        await candidate.PhotographAsync("quiz-paused");
        await Expect(proctor.At("live-state")).ToContainTextAsync("Paused until", new() { Timeout = CandidatePage.Patience });
        await proctor.PhotographAsync("live-paused");
        await proctor.At("resume-exam").ClickAsync();
        await Expect(candidate.At("question-text")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("time-change").Last).ToContainTextAsync("The exam was paused for");
    }

    async Task<CandidatePage> SignedInAsync(string name, string role, string goTo)
    {
        var page = await ArriveAsync(Camera.None);
        await page.Page.SignInAsync(App, await App.CreateStaffAsync(name, role), goTo);
        return page;
    }
}
