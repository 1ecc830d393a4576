using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage.Chain;
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
        var open = Assert.Single(await reviews.ListAsync(proctor, default));
        Assert.Equal(ReviewOutcome.NotThere, await reviews.DecideAsync(auditor, access.SessionId, open.Version, true, null, default));
        Assert.Equal((IdentityCheckReason.Covered, true, (bool?)null), (open.Reason, open.HasDocument, open.Confirmed));
        Assert.NotNull(await reviews.PictureAsync(proctor, access.SessionId, document: true, default));

        Assert.Equal(
            ReviewOutcome.Done,
            await reviews.DecideAsync(proctor, access.SessionId, open.Version, false, "too dark to tell", default)
        );
        Assert.Equal(SessionStatus.Preparing, (await StartAsync(host, access)).Status);
        Assert.False((await host.Get<SessionOpener>().FindAsync(access, default))!.Identity!.Confirmed);
        // A new photo needs a new look.
        await TakeAsync(host, access);
        Assert.Null((await host.Get<SessionOpener>().FindAsync(access, default))!.Identity!.Confirmed);
        open = Assert.Single(await reviews.ListAsync(proctor, default));
        Assert.Equal(ReviewOutcome.Done, await reviews.DecideAsync(proctor, access.SessionId, open.Version, true, null, default));
        Assert.Equal(SessionStatus.Running, (await StartAsync(host, access)).Status);
        Assert.Equal(
            [("identity_checked", "not confirmed"), ("identity_checked", "confirmed")],
            (await database.AuditEntries.OrderBy(entry => entry.Id).ToListAsync()).Select(entry => (entry.Action, entry.Subject))
        );
        // The note is the candidate's data and is erased with them; the log stays.
        Assert.All(await database.AuditEntries.ToListAsync(), entry => Assert.Null(entry.Reason));
        var verifier = host.Get<ChainVerifier>();
        Assert.Null((await verifier.VerifyAsync(access.SessionId, default)).Broken);
        var document = (await database.ManualIdentityChecks.AsNoTracking().SingleAsync()).DocumentPicture!;
        await host.Get<IEvidenceStore>().PutAsync(document, new byte[] { 1 }, default);
        var broken = (await verifier.VerifyAsync(access.SessionId, default)).Broken!;
        Assert.Equal(
            (ChainContent.IdentityCheck, "has a different picture of the identity document than the stored one"),
            (broken.Kind, broken.Fault)
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_result_counts_only_for_the_pictures_and_the_result_that_its_author_saw(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:Policies:standard:IdentityDocument", "true"));
        await using var database = host.OpenDatabase();
        var proctor = await database.HireAsync("Pia", StaffRoles.Proctor);
        var reviewer = await database.HireAsync("Rita", StaffRoles.Reviewer);
        var access = await OpenAsync(host, comparesFace: false);
        var (requests, reviews) = (host.Get<IdentityRequests>(), host.Get<IdentityReviews>());
        await requests.AskAsync(access, IdentityCheckReason.Covered, default);
        await TakeAsync(host, access);
        await requests.TakeAsync(access, TestFaces.Candidate, document: true, default);
        HashSet<string> versions = [await VersionAsync()];

        // The candidate replaces the photo, and then the document, after the page showed the earlier one.
        await TakeAsync(host, access, TestFaces.Stranger);
        Assert.Equal(ReviewOutcome.Changed, await DecideAsync(proctor, versions.First(), confirmed: true));
        var photo = await VersionAsync();
        await requests.TakeAsync(access, TestFaces.Stranger, document: true, default);
        Assert.Equal(ReviewOutcome.Changed, await DecideAsync(proctor, photo, confirmed: true));
        var document = await VersionAsync();
        Assert.Null(Assert.Single(await reviews.ListAsync(proctor, default)).Confirmed);

        // A colleague who saw the case before the result does not overwrite it unseen.
        Assert.Equal(ReviewOutcome.Done, await DecideAsync(proctor, document, confirmed: false));
        Assert.Equal(ReviewOutcome.Changed, await DecideAsync(reviewer, document, confirmed: true));
        var refused = await VersionAsync();
        Assert.Equal(ReviewOutcome.Done, await DecideAsync(reviewer, refused, confirmed: true));
        versions.UnionWith([photo, document, refused, await VersionAsync()]);
        Assert.Equal(5, versions.Count);
        Assert.Equal(2, await database.AuditEntries.CountAsync(entry => entry.Action == "identity_checked"));

        async Task<string> VersionAsync() => Assert.Single(await reviews.ListAsync(proctor, default)).Version;

        Task<ReviewOutcome> DecideAsync(StaffViewer viewer, string version, bool confirmed) =>
            reviews.DecideAsync(viewer, access.SessionId, version, confirmed, null, default);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Waiting_candidates_are_listed_first_and_a_final_verdict_closes_the_check(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var database = host.OpenDatabase();
        var reviewer = await database.HireAsync("Rita", StaffRoles.Reviewer);
        var (reviews, verdicts) = (host.Get<IdentityReviews>(), host.Get<SessionVerdicts>());
        var ended = await AskedAsync("ended", SessionStatus.Submitted, minutes: 0);
        var decided = await AskedAsync("decided", SessionStatus.Submitted, minutes: 1);
        await AskedAsync("cancelled", SessionStatus.Cancelled, minutes: 2);
        var waiting = await AskedAsync("waiting", SessionStatus.Preparing, minutes: 3);
        var version = (await reviews.ListAsync(reviewer, default)).Single(one => one.SessionId == decided).Version;
        await reviews.DecideAsync(reviewer, decided, version, false, null, default);
        Assert.Equal([waiting, ended, decided], await ListedAsync());

        // Each verdict on an open check, and Clear on an identity that is not confirmed, need a second look.
        var (open, refused) = (new PersonCheck(null), new PersonCheck(false));
        Assert.Equal(ReviewOutcome.Doubtful, await GiveAsync(ended, Verdict.Inconclusive, null));
        Assert.Equal(ReviewOutcome.Doubtful, await GiveAsync(ended, Verdict.Inconclusive, refused));
        Assert.Equal(ReviewOutcome.Doubtful, await GiveAsync(decided, Verdict.Clear, null));
        Assert.Equal(3, (await ListedAsync()).Count);
        Assert.Equal(ReviewOutcome.Done, await GiveAsync(ended, Verdict.Inconclusive, open));
        Assert.Equal(ReviewOutcome.Done, await GiveAsync(decided, Verdict.Clear, refused));
        Assert.Equal([waiting], await ListedAsync());
        Assert.Equal(
            ["inconclusive; no flags; identity not checked", "clear; no flags; identity not confirmed"],
            await database
                .AuditEntries.Where(entry => entry.Action == "verdict_given")
                .OrderBy(entry => entry.Id)
                .Select(entry => entry.Subject)
                .ToListAsync()
        );

        async Task<Guid> AskedAsync(string student, SessionStatus status, int minutes)
        {
            var session = await database.SitAsync(student, status: status);
            session.ReferencePicture = $"{session.Id:N}/photo";
            database.Add(
                new ManualIdentityCheck
                {
                    SessionId = session.Id,
                    Reason = IdentityCheckReason.Declined,
                    RequestedAt = ReviewScene.Morning.AddMinutes(minutes),
                }
            );
            await database.SaveChangesAsync();
            return session.Id;
        }

        async Task<List<Guid>> ListedAsync() => [.. (await reviews.ListAsync(reviewer, default)).Select(one => one.SessionId)];

        Task<ReviewOutcome> GiveAsync(Guid session, Verdict verdict, PersonCheck? accepted) =>
            verdicts.GiveAsync(
                reviewer,
                session,
                verdict,
                "x",
                accepted is null ? null : new VerdictBasis(0, 0, 0, 0, 0) { Identity = accepted },
                default
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

    [Fact]
    public async Task Only_a_reference_face_that_should_exist_and_cannot_be_read_is_a_warning()
    {
        using var log = new CapturedLog();
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, log.AddTo);
        var declined = await OpenAsync(host, comparesFace: false);
        await host.Get<IdentityRequests>().AskAsync(declined, IdentityCheckReason.Declined, default);
        await TakeAsync(host, declined);
        Assert.Equal(SessionStatus.Running, (await StartAsync(host, declined)).Status);
        Assert.DoesNotContain(log.Lines, IsWarning);

        var damaged = await host.OpenSessionAsync();
        await using var database = host.OpenDatabase();
        (await database.Sessions.SingleAsync(row => row.Id == damaged.SessionId)).ReferenceFace = [1, 2, 3];
        await database.SaveChangesAsync();
        Assert.Equal(SessionStatus.Running, (await StartAsync(host, damaged)).Status);
        Assert.Contains($"{damaged.SessionId}", Assert.Single(log.Lines, IsWarning), StringComparison.Ordinal);

        static bool IsWarning(string line) => line.StartsWith("The reference face of session", StringComparison.Ordinal);
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
