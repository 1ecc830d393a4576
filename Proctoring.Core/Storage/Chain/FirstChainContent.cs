using System.Globalization;
using System.Security.Cryptography;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Storage.Chain;

/// <summary>The form in which earlier versions hashed rows. It only verifies the links of those versions and must never change; new columns
/// belong to <see cref="ChainedRows"/>.</summary>
internal static class FirstChainContent
{
    /// <summary>The kind under which a session's row was recorded, once it had ended.</summary>
    public const string Result = "result";

    /// <summary>The content of a row; null for a row that those versions did not record.</summary>
    public static ChainContent? Of(object row) =>
        row switch
        {
            ProctoringSession { Status: not (SessionStatus.Preparing or SessionStatus.Running) } s => Make(
                Result,
                s.Id.ToString("N"),
                s.StudentId,
                s.ExamName,
                s.Proctored,
                s.Policy,
                s.Accommodations,
                s.Status,
                s.ConsentedAt,
                s.StartedAt,
                s.FinishedAt,
                s.TotalQuestions,
                s.CorrectAnswers,
                s.Score,
                s.RiskScore,
                s.EndReason,
                s.Verdict,
                s.VerdictAt
            ),
            ProctoringViolation v => Make(
                ChainContent.Violation,
                v.Id.ToString("N"),
                v.SessionId,
                v.Type,
                v.Title,
                v.Severity,
                v.BeganAt,
                v.EndedAt,
                v.PeakConfidence,
                v.MeanConfidence,
                v.FramesSeen,
                v.FramesLooked,
                v.Model,
                v.Threshold,
                v.Detail,
                v.ClientEventId,
                v.Times,
                v.Objects,
                v.WarnedAt
            ),
            EvidenceImage e => Make(
                ChainContent.Evidence,
                e.Id.ToString("N"),
                e.ViolationId,
                e.StoreKey,
                e.Sha256,
                e.ContentType,
                e.TakenAt,
                e.Confidence,
                e.Boxes
            ),
            ObservationChunk c => Make(
                ChainContent.Observations,
                c.Sequence.ToString(CultureInfo.InvariantCulture),
                c.SessionId,
                c.TakenUpAt,
                c.Count,
                Convert.ToHexStringLower(SHA256.HashData(c.Content))
            ),
            ProctoringReport r => Make(ChainContent.Report, r.SessionId.ToString("N"), r.CreatedAt, r.Content),
            FlagDecision d => Make(
                ChainContent.Decision,
                d.Id.ToString("N"),
                d.SessionId,
                d.ViolationId,
                d.ReviewerId,
                d.Decision,
                d.Reason,
                d.DecidedAt,
                d.WithdrawnAt
            ),
            SessionVerdict v => Make(
                ChainContent.Verdict,
                v.Id.ToString("N"),
                v.SessionId,
                v.ReviewerId,
                v.Verdict,
                v.Reason,
                v.DecidedAt,
                v.WithdrawnAt
            ),
            ReviewNote n => Make(ChainContent.Note, n.Id.ToString("N"), n.SessionId, n.ViolationId, n.AuthorId, n.Text, n.WrittenAt),
            CandidateReply r => Make(ChainContent.Reply, r.ViolationId.ToString("N"), r.SessionId, r.Text, r.WrittenAt),
            StaffMessage m => Make(ChainContent.Message, m.Id.ToString("N"), m.SessionId, m.AuthorId, m.Text, m.SentAt, m.ShownAt),
            AuditEntry { SessionId: not null } a => Named(
                Make(ChainContent.Action, "", a.SessionId, a.At, a.ActorId, a.ActorName, a.Action, a.Subject, a.Reason, a.Address)
            ),
            _ => null,
        };

    static ChainContent Named(ChainContent content) => content with { SubjectId = content.Hash[..32] };

    static ChainContent Make(string kind, string id, params IEnumerable<object?> fields) => new(kind, id, Canonical.HexHash(fields));
}
