using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Walks from the answer times of a session through its mark as known to a reviewer's agreement on the dashboard.</summary>
public sealed class CalibrationPageTests(Chromium chromium) : ReviewTest(chromium)
{
    [Fact]
    public async Task A_known_session_is_marked_decided_blind_and_counted()
    {
        var ada = await App.CreateStaffAsync("Ada Administrator", StaffRoles.Administrator);
        var rita = await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer);
        var nina = await App.CreateStaffAsync("Nina New", StaffRoles.Reviewer);
        await using var db = OpenDatabase();
        var session = (await db.AnsweredAsync(DateTime.UtcNow.AddDays(-1), 25))[0];
        var flags = await db.Violations.Where(row => row.SessionId == session.Id).ToListAsync(TestContext.Current.CancellationToken);
        await db.PictureAsync(App.Get<IEvidenceStore>(), flags[0], TestFaces.Candidate);
        foreach (var flag in flags)
            db.Add(
                new FlagDecision
                {
                    Id = Guid.CreateVersion7(),
                    SessionId = session.Id,
                    ViolationId = flag.Id,
                    ReviewerId = rita.Id,
                    Decision = Decision.Confirmed,
                    DecidedAt = DateTime.UtcNow,
                }
            );
        (session.Verdict, session.VerdictAt) = (Verdict.Violation, DateTime.UtcNow);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        var admin = await SignedInAsync(ada, $"/review/sessions/{session.Id:D}");
        await OpenedAsync(admin);
        await admin.At("answering").Locator("summary").ClickAsync();
        await Expect(admin.At("answering-question")).ToHaveCountAsync(12);
        await Expect(admin.At("answering-text")).ToContainTextAsync("24 other sessions");
        await Expect(admin.At("answering-span")).ToHaveCountAsync(12);
        await Expect(admin.At("answering-paste")).ToHaveCountAsync(1);
        await admin.At("answering").ScrollIntoViewIfNeededAsync();
        await admin.PhotographAsync("review-answering");
        await admin.At("mark-known").ClickAsync();
        await Expect(admin.At("known-marked")).ToContainTextAsync("with 3 flags");

        var reviewer = await SignedInAsync(nina, "/review/calibration");
        await Expect(reviewer.At("calibration-row")).ToContainTextAsync("0 of 3 flags decided");
        await reviewer.PhotographAsync("calibration-list");
        await reviewer.At("calibration-row").Locator("a").ClickAsync();
        await Expect(reviewer.At("calibration-progress")).ToHaveTextAsync("Flag 1 of 3");
        await reviewer.PhotographAsync("calibration-flag");
        await reviewer.At("calibrate-Confirmed").ClickAsync();
        await Expect(reviewer.At("calibration-progress")).ToHaveTextAsync("Flag 2 of 3");
        await reviewer.At("calibrate-Dismissed").ClickAsync();
        await Expect(reviewer.At("calibration-progress")).ToHaveTextAsync("Flag 3 of 3");
        await Expect(reviewer.At("calibration-answers")).ToHaveCountAsync(0);
        await reviewer.At("calibrate-Confirmed").ClickAsync();
        await Expect(reviewer.At("calibration-result")).ToHaveTextAsync("You agree on 2 of 3 flags.");
        await reviewer.PhotographAsync("calibration-result");

        await admin.Page.GotoAsync($"{App.Address}/dashboard");
        await Expect(admin.At("calibration-agreement")).ToContainTextAsync("Nina New");
        await Expect(admin.At("calibration-agreement")).ToContainTextAsync("2 of 3");
        await admin.PhotographAsync("calibration-dashboard");
        Assert.Empty(admin.Complaints);
        Assert.Empty(reviewer.Complaints);
    }
}
