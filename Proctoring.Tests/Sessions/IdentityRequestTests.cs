using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A candidate whose face is not compared is checked by a person, and is not locked out.</summary>
public sealed class IdentityRequestTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Without_face_comparison_the_exam_starts_with_a_photo_and_no_gap_is_recorded(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await OpenAsync(host, comparesFace: false);
        Assert.Equal(SessionStatus.Preparing, (await StartAsync(host, access)).Status);
        // Without the request, no photo is taken.
        Assert.Equal(IdentityPhotoOutcome.NotPreparing, await TakeAsync(host, access));
        Assert.True(await host.Get<IdentityRequests>().AskAsync(access, IdentityCheckReason.Declined, default));
        Assert.Equal(SessionStatus.Preparing, (await StartAsync(host, access)).Status);
        Assert.Equal(IdentityPhotoOutcome.NotAPicture, await TakeAsync(host, access, [1, 2, 3]));
        Assert.Equal(IdentityPhotoOutcome.Dark, await TakeAsync(host, access, TestFaces.Dark));
        Assert.Equal(IdentityPhotoOutcome.Stored, await TakeAsync(host, access));

        Assert.Equal(SessionStatus.Running, (await StartAsync(host, access)).Status);
        Assert.False(await host.Get<IdentityRequests>().AskAsync(access, IdentityCheckReason.Covered, default));
        Assert.Equal(IdentityPhotoOutcome.NotPreparing, await TakeAsync(host, access));
        var report = (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;
        Assert.DoesNotContain(report.Violations, violation => violation.Type is "monitoring_degraded" or "face_mismatch");
        Assert.Equal(new PersonCheck(null), (await host.Get<CandidateMessages>().ReviewAsync(access, default))!.Identity);
        await using var database = host.OpenDatabase();
        var session = await database.Sessions.SingleAsync();
        Assert.Null(session.ReferenceFace);
        Assert.NotNull(await host.Get<IEvidenceStore>().GetAsync(session.ReferencePicture!, default));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_policy_may_ask_for_a_document_and_wait_for_the_person(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(
            kind,
            ("Proctoring:Policies:standard:IdentityDocument", "true"),
            ("Proctoring:Policies:standard:WaitForIdentity", "true")
        );
        await using var database = host.OpenDatabase();
        var proctor = await database.HireAsync("Pia", StaffRoles.Proctor);
        var auditor = await database.HireAsync("Otto", StaffRoles.Auditor);
        var access = await OpenAsync(host, comparesFace: false);
        await host.Get<IdentityRequests>().AskAsync(access, IdentityCheckReason.Covered, default);
        await TakeAsync(host, access);
        Assert.Equal(SessionStatus.Preparing, (await StartAsync(host, access)).Status);
        Assert.Equal(
            IdentityPhotoOutcome.Stored,
            await host.Get<IdentityRequests>().TakeAsync(access, TestFaces.Stranger, document: true, default)
        );
        Assert.Equal(SessionStatus.Preparing, (await StartAsync(host, access)).Status);

        var reviews = host.Get<IdentityReviews>();
        Assert.Empty(await reviews.ListAsync(auditor, default));
        Assert.Null(await reviews.PictureAsync(auditor, access.SessionId, document: false, default));
        Assert.Equal(ReviewOutcome.NotThere, await reviews.DecideAsync(auditor, access.SessionId, true, null, default));
        var open = Assert.Single(await reviews.ListAsync(proctor, default));
        Assert.Equal((IdentityCheckReason.Covered, true, (bool?)null), (open.Reason, open.HasDocument, open.Confirmed));
        Assert.NotNull(await reviews.PictureAsync(proctor, access.SessionId, document: true, default));

        Assert.Equal(ReviewOutcome.Done, await reviews.DecideAsync(proctor, access.SessionId, false, "too dark to tell", default));
        Assert.Equal(SessionStatus.Preparing, (await StartAsync(host, access)).Status);
        Assert.False((await host.Get<SessionOpener>().FindAsync(access, default))!.Identity!.Confirmed);
        // A new photo needs a new look.
        await TakeAsync(host, access);
        Assert.Null((await host.Get<SessionOpener>().FindAsync(access, default))!.Identity!.Confirmed);
        Assert.Equal(ReviewOutcome.Done, await reviews.DecideAsync(proctor, access.SessionId, true, null, default));
        Assert.Equal(SessionStatus.Running, (await StartAsync(host, access)).Status);
        Assert.Equal(
            [("identity_checked", "not confirmed"), ("identity_checked", "confirmed")],
            (await database.AuditEntries.OrderBy(entry => entry.Id).ToListAsync()).Select(entry => (entry.Action, entry.Subject))
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_pictures_of_a_check_survive_the_sweep_and_a_replaced_one_is_removed(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:Policies:standard:IdentityDocument", "true"));
        var access = await OpenAsync(host, comparesFace: false);
        await host.Get<IdentityRequests>().AskAsync(access, IdentityCheckReason.Failed, default);
        await TakeAsync(host, access);
        await TakeAsync(host, access);
        await host.Get<IdentityRequests>().TakeAsync(access, TestFaces.Stranger, document: true, default);
        var folder = access.SessionId.ToString("N");

        Assert.Equal(0, (await host.Get<EvidenceSweep>().RunAsync(default)).Removed);
        var keys = await host.Get<IEvidenceStore>().KeysAsync(folder, default);
        Assert.Single(keys, key => key.Contains("/photo-", StringComparison.Ordinal));
        Assert.Single(keys, key => key.Contains("/document-", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Consent_is_stored_with_its_version_language_and_the_choice_about_the_face(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var own = await OpenAsync(host, comparesFace: true);
        Assert.True((await host.Get<SessionOpener>().FindAsync(own, default))!.ComparesFace);
        await using var database = host.OpenDatabase();
        var stored = await database.Consents.SingleAsync();
        Assert.Equal(("2026-11-28", "de", true, host.Now), (stored.Version, stored.Language, stored.FaceComparison, stored.GivenAt));

        var later = await host.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = "s-2",
                    ExamSlug = DemoExamSlug,
                    Proctored = true,
                    ConsentsLater = true,
                },
                default
            );
        Assert.True(await host.Get<SessionOpener>().ConsentAsync(later, new GivenConsent("2026-11-28", "fr", false), default));
        // A second click changes nothing.
        Assert.True(await host.Get<SessionOpener>().ConsentAsync(later, new GivenConsent("2026-11-28", "fr", true), default));
        Assert.False((await host.Get<SessionOpener>().FindAsync(later, default))!.ComparesFace);
    }

    const string DemoExamSlug = "software-interview";

    static Task<SessionAccess> OpenAsync(CoreHost host, bool comparesFace) =>
        host.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = "s-1",
                    ExamSlug = DemoExamSlug,
                    Proctored = true,
                    Consented = true,
                    Consent = new GivenConsent("2026-11-28", "de", comparesFace),
                },
                default
            );

    static async Task<SessionView> StartAsync(CoreHost host, SessionAccess access) =>
        (await host.Get<SessionOpener>().StartAsync(access, default))!;

    static Task<IdentityPhotoOutcome> TakeAsync(CoreHost host, SessionAccess access, byte[]? picture = null) =>
        host.Get<IdentityRequests>().TakeAsync(access, picture ?? TestFaces.Candidate, document: false, default);
}
