using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage.Chain;

/// <summary>A session with records of all kinds, for the tests of the chain.</summary>
internal static class ReviewedSession
{
    public static readonly StaffViewer Reviewer = new(Guid.NewGuid(), "Rita", [StaffRoles.Reviewer], "192.0.2.1");

    public static Task<ChainFinding> VerifyAsync(CoreHost host, Guid id) =>
        host.Get<ChainVerifier>().VerifyAsync(id, TestContext.Current.CancellationToken);

    public static async Task RemoveRecordsAsync(ProctoringDb db, Guid id, int after = 0)
    {
        await db.EvidenceImages.Where(row => row.Violation!.SessionId == id).ExecuteDeleteAsync();
        await db.FlagDecisions.Where(row => row.SessionId == id).ExecuteDeleteAsync();
        await db.Violations.Where(row => row.SessionId == id).ExecuteDeleteAsync();
        await db.ObservationChunks.Where(row => row.SessionId == id).ExecuteDeleteAsync();
        await db.Reports.Where(row => row.SessionId == id).ExecuteDeleteAsync();
        await db.Answers.Where(row => row.SessionId == id).ExecuteDeleteAsync();
        await db.AuditEntries.Where(row => row.SessionId == id).ExecuteDeleteAsync();
        await db.ChainLinks.Where(row => row.ChainId == id && row.Sequence > after).ExecuteDeleteAsync();
        await db.ChainHeads.Where(row => row.ChainId == id).ExecuteDeleteAsync();
    }

    /// <summary>Plays a session with an answer, a violation with a picture, a report, a decision and, last, an entry of the audit
    /// log.</summary>
    public static async Task<Guid> ReviewedSessionAsync(CoreHost host)
    {
        var access = await host.OpenSessionAsync();
        await using (var opened = host.OpenDatabase())
        {
            var key = $"{access.SessionId:N}/reference-1";
            await host.Get<IEvidenceStore>().PutAsync(key, new byte[] { 7, 8, 9 }, default);
            var row = await opened.Sessions.SingleAsync(session => session.Id == access.SessionId);
            (row.ReferencePicture, row.ReferenceSha256) = (
                key,
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([7, 8, 9]))
            );
            await opened.SaveChangesAsync();
        }

        await host.Get<SessionOpener>().StartAsync(access, default);
        host.Live(access).Join(new Core.Sessions.Running.CandidateConnection("test"), takeOver: true);
        await using (var running = host.OpenDatabase())
            await host.Get<AnswerStore>()
                .KeepAsync(access, (await running.Questions.OrderBy(row => row.Number).FirstAsync()).Id, 2, default);
        await host.ShowAsync(access, Scene.TwoFaces, 3);
        await host.ShowAsync(access, Scene.OneFace, 4);
        host.Signal(access, act: new BrowserAct(BrowserActs.Paste, "12 characters"));
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        await using var db = host.OpenDatabase();
        var violation = await db.Violations.FirstAsync(row => row.SessionId == access.SessionId);
        db.Add(
            new FlagDecision
            {
                Id = Guid.NewGuid(),
                SessionId = access.SessionId,
                ViolationId = violation.Id,
                ReviewerId = Reviewer.UserId!.Value,
                Decision = Decision.Confirmed,
                DecidedAt = host.Now,
            }
        );
        await db.SaveChangesAsync();
        db.Audit(Reviewer, "flag_confirmed", "Several faces", host.Now, access.SessionId);
        await db.SaveChangesAsync();
        return access.SessionId;
    }
}
