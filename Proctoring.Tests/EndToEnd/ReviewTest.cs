using Microsoft.Playwright;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A test of the review pages: its sessions, and a reviewer at the browser.</summary>
public abstract class ReviewTest(Chromium chromium) : BrowserTest(chromium)
{
    private protected static LocatorAssertionsToHaveAttributeOptions Patient { get; } = new() { Timeout = CandidatePage.Patience };

    private protected ProctoringDb OpenDatabase() =>
        App.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<ProctoringDb>>().CreateDbContext();

    /// <summary>A long session: similar looks aside, a phone, a paste, long names, pictures, an answer, an accepted photo.</summary>
    private protected async Task<ProctoringSession> CaseAsync(ProctoringDb db)
    {
        var session = await db.SitAsync(
            "long-name",
            64.2,
            exam: "Introduction to the comparative anatomy of vertebrates, second session",
            name: "Nebuchadnezzar-Maximiliane von und zu Hohenstein-Waldburg-Oberndorf"
        );
        foreach (var (minute, degrees) in new[] { (4, 31), (9, 44), (12, 38) })
            await db.PictureAsync(
                App.Get<IEvidenceStore>(),
                await db.FlagAsync(session, at: minute, detail: $"{degrees} degrees to the left of the picture"),
                TestFaces.Candidate
            );
        await db.PictureAsync(
            App.Get<IEvidenceStore>(),
            await db.FlagAsync(session, "object_detected", 15, 22, Severity.High, "cell phone"),
            TestFaces.Both
        );
        await db.FlagAsync(session, "paste_attempt", 18, 0, Severity.Low, "12 characters");
        var last = await db.FlagAsync(session, "face_not_detected", 20, 40);
        db.Add(
            new CandidateReply
            {
                SessionId = session.Id,
                ViolationId = last.Id,
                Text = "I picked up my pen.",
                WrittenAt = session.FinishedAt!.Value.AddHours(1),
            }
        );
        db.Add(
            new FaceEnrolment
            {
                Id = Guid.NewGuid(),
                StudentId = session.StudentId,
                EnrolledAt = session.CreatedAt.AddDays(-3),
                ApprovedBy = "Kim from the examination office",
                RefusedFor = "masked",
            }
        );
        await db.SaveChangesAsync();
        await db.ObserveAsync(session);
        return session;
    }

    private protected async Task<CandidatePage> SignedInAsync(StaffUser user, string goTo)
    {
        var page = await ArriveAsync(Camera.None);
        await page.Page.SignInAsync(App, user, goTo);
        return page;
    }

    private protected static Task OpenedAsync(CandidatePage page) =>
        Expect(page.At("case")).ToHaveAttributeAsync("data-live", "true", Patient);

    /// <summary>Presses keys one after the other, and gives the page time to answer each.</summary>
    private protected static async Task PressAsync(CandidatePage page, params string[] keys)
    {
        foreach (var key in keys)
        {
            await page.Page.Keyboard.PressAsync(key);
            await page.Page.WaitForTimeoutAsync(150);
        }
    }
}
