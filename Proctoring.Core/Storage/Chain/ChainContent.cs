using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Storage.Chain;

/// <summary>What a chain says of one row: its kind, its id, and the hash of its content in a form that is the same on every database.</summary>
/// <param name="Kind">The kind of row.</param>
/// <param name="SubjectId">The row's id.</param>
/// <param name="Hash">SHA-256 of the content, lower-case hex.</param>
internal readonly record struct ChainContent(string Kind, string SubjectId, string Hash)
{
    public const string Result = "result";
    public const string Violation = "violation";
    public const string Evidence = "evidence";
    public const string Observations = "observations";
    public const string Report = "report";
    public const string Decision = "decision";
    public const string Verdict = "verdict";
    public const string Note = "note";
    public const string Reply = "reply";
    public const string Message = "message";
    public const string Action = "action";

    /// <summary>The content of a row; null for a row that no chain covers.</summary>
    public static ChainContent? Of(object row) => row switch
    {
        ProctoringSession { Status: not (SessionStatus.Preparing or SessionStatus.Running) } s => Make(
            Result, s.Id.ToString("N"), s.StudentId, s.ExamName, s.Proctored, s.Policy, s.Accommodations, s.Status, s.ConsentedAt, s.StartedAt, s.FinishedAt,
            s.TotalQuestions, s.CorrectAnswers, s.Score, s.RiskScore, s.EndReason, s.Verdict, s.VerdictAt),
        ProctoringViolation v => Make(
            Violation, v.Id.ToString("N"), v.SessionId, v.Type, v.Title, v.Severity, v.BeganAt, v.EndedAt, v.PeakConfidence, v.MeanConfidence, v.FramesSeen,
            v.FramesLooked, v.Model, v.Threshold, v.Detail, v.ClientEventId, v.Times, v.Objects, v.WarnedAt),
        EvidenceImage e => Make(Evidence, e.Id.ToString("N"), e.ViolationId, e.StoreKey, e.Sha256, e.ContentType, e.TakenAt, e.Confidence, e.Boxes),
        ObservationChunk c => Make(
            Observations, c.Sequence.ToString(CultureInfo.InvariantCulture), c.SessionId, c.TakenUpAt, c.Count, Convert.ToHexStringLower(SHA256.HashData(c.Content))),
        ProctoringReport r => Make(Report, r.SessionId.ToString("N"), r.CreatedAt, r.Content),
        FlagDecision d => Make(Decision, d.Id.ToString("N"), d.SessionId, d.ViolationId, d.ReviewerId, d.Decision, d.Reason, d.DecidedAt, d.WithdrawnAt),
        SessionVerdict v => Make(Verdict, v.Id.ToString("N"), v.SessionId, v.ReviewerId, v.Verdict, v.Reason, v.DecidedAt, v.WithdrawnAt),
        ReviewNote n => Make(Note, n.Id.ToString("N"), n.SessionId, n.ViolationId, n.AuthorId, n.Text, n.WrittenAt),
        CandidateReply r => Make(Reply, r.ViolationId.ToString("N"), r.SessionId, r.Text, r.WrittenAt),
        StaffMessage m => Make(Message, m.Id.ToString("N"), m.SessionId, m.AuthorId, m.Text, m.SentAt, m.ShownAt),
        AuditEntry { SessionId: not null } a => Named(Make(
            Action, "", a.SessionId, a.At, a.ActorId, a.ActorName, a.Action, a.Subject, a.Reason, a.Address)),
        _ => null,
    };

    /// <summary>SHA-256 of fields in a form in which no two different lists look alike, lower-case hex.</summary>
    public static string HashOf(params object?[] fields) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(fields.Select(Text)))));

    // An entry of the audit trail gets its number from the database only when it is written: it goes by what it says.
    static ChainContent Named(ChainContent content) => content with { SubjectId = content.Hash[..32] };

    static ChainContent Make(string kind, string id, params object?[] fields) => new(kind, id, HashOf(fields));

    static string? Text(object? field) => field switch
    {
        null => null,
        // PostgreSQL keeps microseconds.
        DateTime time => (time.ToUniversalTime().Ticks / 10).ToString(CultureInfo.InvariantCulture),
        decimal number => number.ToString("0.00", CultureInfo.InvariantCulture),
        Guid id => id.ToString("N"),
        Enum name => name.ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => field.ToString(),
    };
}
