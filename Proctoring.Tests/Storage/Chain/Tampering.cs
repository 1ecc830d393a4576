using Microsoft.EntityFrameworkCore;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using static Proctoring.Tests.Storage.Chain.ReviewedSession;

namespace Proctoring.Tests.Storage.Chain;

/// <summary>Changes by a person with the database's password, or with access to its files.</summary>
internal static class Tampering
{
    /// <summary>Each change by its name, with the kind of the broken link (empty: any) and a part of the fault.</summary>
    public static readonly Dictionary<string, (Func<ProctoringDb, CoreHost, Guid, Task> Do, string Kind, string Fault)> Cases = new()
    {
        ["the confidence of a violation is lowered"] = (
            (db, _, id) =>
                db
                    .Violations.Where(row => row.SessionId == id && row.Type == "multiple_faces_detected")
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.PeakConfidence, 0.1)),
            "violation",
            "differs from its row"
        ),
        ["a violation is removed with its picture"] = (
            async (db, _, id) =>
            {
                await db
                    .EvidenceImages.Where(row => row.Violation!.SessionId == id && row.Violation.Type == "multiple_faces_detected")
                    .ExecuteDeleteAsync();
                await db.Violations.Where(row => row.SessionId == id && row.Type == "multiple_faces_detected").ExecuteDeleteAsync();
            },
            // One save writes both, in no fixed order: either may be the first that is missing.
            "",
            "is missing"
        ),
        ["a violation is inserted"] = (
            async (db, host, id) =>
            {
                db.Unchained = true;
                db.Add(
                    new ProctoringViolation
                    {
                        Id = Guid.NewGuid(),
                        SessionId = id,
                        Type = "paste_attempt",
                        Title = "Paste",
                        BeganAt = host.Now,
                        EndedAt = host.Now,
                    }
                );
                await db.SaveChangesAsync();
            },
            "violation",
            "is in no link"
        ),
        ["a score is raised"] = (
            (db, _, id) => db.Sessions.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Score, 100m)),
            "session",
            "differs from its row"
        ),
        ["a report is rewritten"] = (
            (db, _, id) =>
                db.Reports.Where(row => row.SessionId == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Content, "{}")),
            "report",
            "differs from its row"
        ),
        ["an entry of the audit log is removed"] = (
            (db, _, id) => db.AuditEntries.Where(row => row.SessionId == id).ExecuteDeleteAsync(),
            "action",
            "is missing"
        ),
        ["a decision is reversed"] = (
            (db, _, id) =>
                db
                    .FlagDecisions.Where(row => row.SessionId == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.Decision, Decision.Dismissed)),
            "decision",
            "differs from its row"
        ),
        ["the last link and its row are removed"] = (
            async (db, _, id) =>
            {
                await db.ChainLinks.Where(row => row.ChainId == id && row.Kind == "action").ExecuteDeleteAsync();
                await db.AuditEntries.Where(row => row.SessionId == id).ExecuteDeleteAsync();
            },
            "link",
            "is missing: the signed end"
        ),
        ["a link is changed"] = (
            (db, _, id) =>
                db
                    .ChainLinks.Where(row => row.ChainId == id && row.Sequence == 2)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.ContentHash, new string('0', 64))),
            "",
            "does not follow"
        ),
        ["the head is removed"] = ((db, _, id) => db.ChainHeads.Where(row => row.ChainId == id).ExecuteDeleteAsync(), "head", "is missing"),
        ["the head is set back without the key"] = (
            (db, _, id) => db.ChainHeads.Where(row => row.ChainId == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Sequence, 1)),
            "head",
            "is not signed"
        ),
        ["an answer is changed after the end"] = (
            (db, _, id) => db.Answers.Where(row => row.SessionId == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Choice, 3)),
            "answers",
            "differs from its row"
        ),
        ["the correct answer with which a session was scored is changed"] = (
            (db, _, id) =>
                db
                    .Answers.Where(row => row.SessionId == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.RightChoice, row => row.Choice)),
            "answers",
            "differs from its row"
        ),
        ["the session is given to another student"] = (
            (db, _, id) =>
                db
                    .Students.Where(row => db.Sessions.Any(session => session.Id == id && session.StudentId == row.Id))
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.ExternalId, "another-student")),
            "session",
            "differs from its row"
        ),
        ["the reference face is replaced"] = (
            (db, _, id) =>
                db
                    .Sessions.Where(row => row.Id == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.ReferenceFace, new byte[] { 1 })),
            "session",
            "differs from its row"
        ),
        ["the number of watched frames is raised"] = (
            (db, _, id) => db.Sessions.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.FramesRead, 9_999)),
            "session",
            "differs from its row"
        ),
        ["all records are removed and the session is set back to its beginning"] = (
            async (db, _, id) =>
            {
                await RemoveRecordsAsync(db, id);
                await db
                    .Sessions.Where(row => row.Id == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, SessionStatus.Preparing));
            },
            "head",
            "is missing"
        ),
        ["the session is removed, and its files are left"] = (
            async (db, _, id) =>
            {
                await RemoveRecordsAsync(db, id);
                await db.Sessions.Where(row => row.Id == id).ExecuteDeleteAsync();
            },
            "session",
            "was removed outside the product"
        ),
        ["the session is removed with its files"] = (
            async (db, host, id) =>
            {
                await RemoveRecordsAsync(db, id);
                await db.Sessions.Where(row => row.Id == id).ExecuteDeleteAsync();
                Directory.Delete(Path.Combine(host.Get<ProctoringPaths>().Evidence, id.ToString("N")), recursive: true);
            },
            "session",
            "was removed outside the product"
        ),
        ["the session's chain is replaced by a shorter one that was signed"] = (
            async (db, host, id) =>
            {
                // An attacker who has an older head and an older witness.
                var end = await db.ChainLinks.AsNoTracking().SingleAsync(row => row.ChainId == id && row.Sequence == 1);
                var head = new ChainHead
                {
                    ChainId = id,
                    Sequence = 1,
                    Hash = end.Hash,
                    Signature = "",
                };
                host.Get<ChainSeal>().Sign(head, host.Now);
                await RemoveRecordsAsync(db, id, after: 1);
                db.ChainHeads.Add(head);
                await db.SaveChangesAsync();
                await db
                    .Sessions.Where(row => row.Id == id)
                    .ExecuteUpdateAsync(set =>
                        set.SetProperty(row => row.Status, SessionStatus.Preparing)
                            .SetProperty(row => row.ReferenceFace, (byte[]?)null)
                            .SetProperty(row => row.StartedAt, (DateTime?)null)
                            .SetProperty(row => row.EndsAt, (DateTime?)null)
                            .SetProperty(row => row.FinishedAt, (DateTime?)null)
                            .SetProperty(row => row.CorrectAnswers, (int?)null)
                            .SetProperty(row => row.Score, (decimal?)null)
                            .SetProperty(row => row.RiskScore, (double?)null)
                            .SetProperty(row => row.Points, (decimal?)null)
                            .SetProperty(row => row.MaxPoints, (decimal?)null)
                            .SetProperty(row => row.ReferencePicture, (string?)null)
                            .SetProperty(row => row.ReferenceSha256, (string?)null)
                    );
                await host.Get<ChainWitness>().RestoreAsync(id, ChainEnd.Of(head), default);
            },
            "session_started",
            "its chain was replaced"
        ),
        ["a reference photo is replaced"] = (
            async (db, host, id) =>
            {
                var key = await db.Sessions.Where(row => row.Id == id).Select(row => row.ReferencePicture).SingleAsync();
                await host.Get<IEvidenceStore>().PutAsync(key!, new byte[] { 1, 2, 3 }, default);
            },
            "session",
            "a different reference photo"
        ),
        ["a column holds an impossible value"] = (
            (db, _, id) => db.Database.ExecuteSqlAsync($"UPDATE \"Sessions\" SET \"Status\" = 'Perhaps' WHERE \"Id\" = {id}"),
            "row",
            "can't be read"
        ),
        ["a picture is replaced"] = (
            async (db, host, id) =>
            {
                var key = await db.EvidenceImages.Where(row => row.Violation!.SessionId == id).Select(row => row.StoreKey).FirstAsync();
                await host.Get<IEvidenceStore>().PutAsync(key, new byte[] { 1, 2, 3 }, default);
            },
            "evidence",
            "a different picture"
        ),
        ["a picture is removed"] = (
            async (db, host, id) =>
            {
                var key = await db.EvidenceImages.Where(row => row.Violation!.SessionId == id).Select(row => row.StoreKey).FirstAsync();
                await host.Get<IEvidenceStore>().DeleteAsync(key, default);
            },
            "evidence",
            "the file is gone"
        ),
    };
}
