using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Practice;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Practice needs no identity check, is visible to the candidate only, and disappears without a trace of its content.</summary>
public sealed class PracticeSessionTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Practice_is_coached_hidden_from_staff_and_deleted_at_the_candidates_request(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await PractiseAsync(host);
        await using var db = host.OpenDatabase();
        var administrator = await db.HireAsync("Ada", StaffRoles.Administrator);
        Assert.Empty(await db.Sessions.ReadBy(db, administrator).ToListAsync(Cancellation));
        Assert.Empty(await db.Sessions.WatchedBy(db, administrator).ToListAsync(Cancellation));
        Assert.False(await host.Get<PracticeRemover>().RemoveAsync(access, default));
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        var report = await host.Get<ReportReader>().FindAsync(access, default);
        Assert.True(report!.Practice);
        Assert.Contains(report.Violations, violation => violation.Type == "multiple_faces_detected");
        Assert.DoesNotContain(report.Violations, violation => violation.Detail?.Contains("reference", StringComparison.Ordinal) == true);
        Assert.Empty(await db.Sessions.ReadBy(db, administrator).ToListAsync(Cancellation));
        var files = host.Get<IEvidenceStore>();
        Assert.True((await files.KeysAsync($"{access.SessionId:N}", default)).Count > 1);
        Assert.False(await host.Get<PracticeRemover>().RemoveAsync(new SessionAccess(access.SessionId, "another"), default));

        Assert.True(await host.Get<PracticeRemover>().RemoveAsync(access, default));

        Assert.Null(await host.Get<ReportReader>().FindAsync(access, default));
        Assert.Empty(await db.Violations.ToListAsync(Cancellation));
        Assert.Empty(await db.ObservationChunks.ToListAsync(Cancellation));
        Assert.Empty(await db.Reports.ToListAsync(Cancellation));
        Assert.False(await db.Students.AnyAsync(row => row.ExternalId == "practising", Cancellation));
        Assert.Equal([$"{access.SessionId:N}/chain"], await files.KeysAsync($"{access.SessionId:N}", default));
        var verifier = host.Get<ChainVerifier>();
        Assert.Null((await verifier.VerifyAsync(access.SessionId, default)).Broken);
        Assert.Null((await verifier.VerifyInstallationAsync(default)).Broken);
        Assert.False(await host.Get<PracticeRemover>().RemoveAsync(access, default));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Old_practice_is_removed_and_an_exam_never_is(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var exam = await host.StartSessionAsync();
        await host.Get<SessionCloser>().SubmitAsync(exam, null, default);
        var practice = await PractiseAsync(host);
        await host.Get<SessionCloser>().SubmitAsync(practice, null, default);

        host.Clock.Advance(PracticeRemover.KeepFor - TimeSpan.FromMinutes(1));
        await host.Get<PracticeRemover>().RemoveOldAsync(default);
        await using var db = host.OpenDatabase();
        Assert.Equal(2, await db.Sessions.CountAsync(Cancellation));
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await host.Get<PracticeRemover>().RemoveOldAsync(default);

        Assert.Equal(exam.SessionId, (await db.Sessions.SingleAsync(Cancellation)).Id);
        Assert.False(await host.Get<PracticeRemover>().RemoveAsync(exam, default));
        Assert.Equal("student-1", (await db.Students.SingleAsync(Cancellation)).ExternalId);
        Assert.Null((await host.Get<ChainVerifier>().VerifyInstallationAsync(default)).Broken);
    }

    /// <summary>A running practice session with a flag and without a photo.</summary>
    static async Task<SessionAccess> PractiseAsync(CoreHost host)
    {
        await using var db = host.OpenDatabase();
        (await db.Exams.SingleAsync(Cancellation)).Policy = "practice";
        await db.SaveChangesAsync(Cancellation);
        var access = await host.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = "practising",
                    ExamSlug = DemoExam.Slug,
                    Proctored = true,
                    Consented = true,
                },
                default
            );
        var started = await host.Get<SessionOpener>().StartAsync(access, default);
        Assert.Equal((SessionStatus.Running, true, false), (started!.Status, started.Practice, started.ComparesFace));
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        await host.ShowAsync(access, Scene.TwoFaces, 4);
        await host.ShowAsync(access, Scene.OneFace, 4);
        return access;
    }
}
