using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Privacy;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Privacy;

/// <summary>Neither retention nor an erasure deletes held data, whatever the hold concerns, until the hold is lifted.</summary>
public sealed class LegalHoldTests
{
    const string Student = "student-1";

    static readonly StaffViewer Chief = new(Guid.NewGuid(), "Chief", [StaffRoles.Administrator], null);

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Sessions keep the title that their exam had.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_hold_on_an_exam_concerns_its_sessions_under_every_title(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:Retention:SessionDays", "2"));
        await EndedSessions.CreateAsync(host);
        string before;
        await using (var db = host.OpenDatabase())
        {
            before = await db.Sessions.Select(row => row.ExamName).SingleAsync(Cancellation);
            (await db.Exams.SingleAsync(row => row.Title == before, Cancellation)).Title = "Capitals 2026";
            await db.SaveChangesAsync(Cancellation);
        }

        host.Clock.Advance(TimeSpan.FromDays(3));
        foreach (var title in new[] { "Capitals 2026", before })
        {
            await host.Get<LegalHolds>().SetAsync(Chief, HoldScope.Exam, title, "Appeal 12", Cancellation);
            Assert.Equal([(RetentionType.Sessions, 0, 1)], await SessionLinesAsync(host));
            await Assert.ThrowsAsync<CallRefusedException>(() =>
                host.Get<StudentErasure>().EraseAsync(Core.Exams.Student.OwnPages, Student, Cancellation)
            );
            var hold = (await host.Get<LegalHolds>().ListAsync(Chief, Cancellation)).Single(row => row.Hold.LiftedAt is null);
            await host.Get<LegalHolds>().LiftAsync(Chief, hold.Hold.Id, "Over", Cancellation);
        }

        Assert.Equal([(RetentionType.Sessions, 1, 0)], await SessionLinesAsync(host));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Each_kind_of_hold_keeps_the_data_until_it_is_lifted(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(
            kind,
            ("Proctoring:Retention:FaceDays", "1"),
            ("Proctoring:Retention:SessionDays", "2"),
            ("Proctoring:Retention:AuditLogDays", "1000")
        );
        var session = (await EndedSessions.CreateAsync(host)).SessionId;
        string exam;
        await using (var db = host.OpenDatabase())
            exam = await db.Sessions.Select(row => row.ExamName).SingleAsync(Cancellation);
        host.Clock.Advance(TimeSpan.FromDays(3));
        var holds = host.Get<LegalHolds>();
        var erasure = host.Get<StudentErasure>();

        foreach (
            var (scope, subject, words) in new[]
            {
                (HoldScope.Session, session.ToString(), "a session of this student"),
                (HoldScope.Student, Student, "this student"),
                (HoldScope.Exam, exam, "an exam of this student"),
            }
        )
        {
            await holds.SetAsync(Chief, scope, subject, " Appeal 12 ", Cancellation);
            var hold = (await holds.ListAsync(Chief, Cancellation)).Single(row => row.Hold.LiftedAt is null);
            Assert.Equal((subject, "Appeal 12", "Chief"), (hold.Subject, hold.Hold.Reason, hold.Hold.SetBy));

            Assert.Equal([(RetentionType.Faces, 0, 1), (RetentionType.Sessions, 0, 1)], await SessionLinesAsync(host));
            var run = (await host.Get<RetentionRunner>().RunAsync(Chief, null, Cancellation))!;
            Assert.All(RetentionLine.FromJson(run.Result), line => Assert.Equal(0, line.Items));
            var refused = await Assert.ThrowsAsync<CallRefusedException>(() =>
                erasure.EraseAsync(Core.Exams.Student.OwnPages, Student, Cancellation)
            );
            Assert.Equal((CallRefusal.Conflict, "legal_hold"), (refused.Refusal, refused.Code));
            Assert.Contains($"{hold.Hold.Id}", refused.Message, StringComparison.Ordinal);
            Assert.Contains($"on {words} ", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Appeal", refused.Message, StringComparison.Ordinal);

            await holds.LiftAsync(Chief, hold.Hold.Id, "Appeal closed", Cancellation);
        }

        Assert.Equal([(RetentionType.Faces, 1, 0), (RetentionType.Sessions, 1, 0)], await SessionLinesAsync(host));
        await using (var db = host.OpenDatabase())
        {
            var acts = await db
                .AuditEntries.Where(entry => entry.Action == "hold_set" || entry.Action == "hold_lifted")
                .ToListAsync(Cancellation);
            Assert.Equal((3, 3), (acts.Count(act => act.Reason == "Appeal 12"), acts.Count(act => act.Reason == "Appeal closed")));
            Assert.DoesNotContain(acts, act => act.Subject.Contains(Student, StringComparison.Ordinal));
        }

        Assert.NotNull(await erasure.EraseAsync(Core.Exams.Student.OwnPages, Student, Cancellation));
        var verifier = host.Get<ChainVerifier>();
        Assert.Null((await verifier.VerifyAsync(session, Cancellation)).Broken);
        Assert.Null((await verifier.VerifyAuditAsync(Cancellation)).Broken);
    }

    [Fact]
    public async Task A_hold_needs_a_subject_that_exists_and_a_reason()
    {
        await using var host = await CoreHost.CreateAsync();

        Assert.Contains("session", await FaultAsync(HoldScope.Session, "x", "why"), StringComparison.Ordinal);
        Assert.Contains("student", await FaultAsync(HoldScope.Student, "nobody", "why"), StringComparison.Ordinal);
        Assert.Contains("exam", await FaultAsync(HoldScope.Exam, "no exam", "why"), StringComparison.Ordinal);
        Assert.StartsWith("reason", await FaultAsync(HoldScope.Student, "nobody", " "), StringComparison.Ordinal);

        async Task<string> FaultAsync(HoldScope scope, string subject, string reason) =>
            (
                await Assert.ThrowsAnyAsync<ValidationException>(() =>
                    host.Get<LegalHolds>().SetAsync(Chief, scope, subject, reason, Cancellation)
                )
            ).Message;
    }

    [Fact]
    public async Task Only_administrators_set_see_and_lift_holds()
    {
        await using var host = await CoreHost.CreateAsync();
        var session = (await EndedSessions.CreateAsync(host)).SessionId;
        var (holds, auditor) = (host.Get<LegalHolds>(), Chief with { Roles = [StaffRoles.Auditor] });
        string exam;
        await using (var db = host.OpenDatabase())
            exam = await db.Sessions.Select(row => row.ExamName).SingleAsync(Cancellation);

        foreach (var (scope, subject) in new[] { (HoldScope.Session, $"{session}"), (HoldScope.Student, Student), (HoldScope.Exam, exam) })
            await Assert.ThrowsAnyAsync<ValidationException>(() => holds.SetAsync(auditor, scope, subject, "Appeal 12", Cancellation));
        await holds.SetAsync(Chief, HoldScope.Session, $"{session}", "Appeal 12", Cancellation);
        var hold = Assert.Single(await holds.ListAsync(Chief, Cancellation));
        await holds.LiftAsync(auditor, hold.Hold.Id, "Over", Cancellation);

        Assert.Null(Assert.Single(await holds.ListAsync(Chief, Cancellation)).Hold.LiftedAt);
        Assert.Empty(await holds.ListAsync(auditor, Cancellation));
    }

    static async Task<IReadOnlyList<(RetentionType, int, int)>> SessionLinesAsync(CoreHost host) =>
        [
            .. (await host.Get<RetentionPlan>().PreviewAsync(Cancellation))
                .Where(line => line.Type != RetentionType.AuditLog)
                .Select(line => (line.Type, line.Items, line.Held)),
        ];
}
