namespace Proctoring.Core.Storage.Chain;

/// <summary>The content that a link records about a row.</summary>
/// <param name="Kind">The kind of row.</param>
/// <param name="SubjectId">The row's id.</param>
/// <param name="Hash">The hash of its content; empty for a row that is removed.</param>
internal readonly record struct ChainContent(string Kind, string SubjectId, string Hash)
{
    /// <summary>The session's row, which earlier versions recorded only at its end, as <see cref="FirstChainContent.Result"/>.</summary>
    public const string Session = "session";
    public const string Number = "number";
    public const string Answers = "answers";
    public const string Violation = "violation";
    public const string Evidence = "evidence";
    public const string Observations = "observations";
    public const string Report = "report";
    public const string Decision = "decision";
    public const string Verdict = "verdict";
    public const string Note = "note";
    public const string Reply = "reply";
    public const string Message = "message";
    public const string CandidateMessage = "candidate_message";
    public const string TimeChange = "time_change";
    public const string Consent = "consent";
    public const string IdentityCheck = "identity_check";
    public const string HeadChallenge = "head_challenge";
    public const string Action = "action";
    public const string Exam = "exam";
    public const string Question = "question";
    public const string ExamFile = "exam_file";
    public const string Upload = "upload";
    public const string Screen = "screen";
    public const string Grade = "grade";
    public const string Regrade = "regrade";
    public const string Deletion = "deletion";
    public const string SessionOpened = "session_opened";
    public const string SessionStarted = "session_started";
    public const string SessionEnded = "session_ended";
    public const string SessionRemoved = "session_removed";

    /// <summary>The installation was updated from a version without a chain over sessions: this records the session's state at the
    /// update.</summary>
    public const string SessionAdopted = "session_adopted";

    /// <summary>The end of the audit log's chain at that time.</summary>
    public const string AuditLog = "audit_log";

    /// <summary>Distinguishes the present canonical form from that of <see cref="FirstChainContent"/>, whose hashes are plain
    /// hex.</summary>
    const string Form = "2:";

    /// <summary>Creates a content in the present form.</summary>
    public static ChainContent Create(string kind, string subjectId, params IEnumerable<object?> fields) =>
        new(kind, subjectId, Form + Canonical.ShortHash(fields.Prepend(kind)));

    /// <summary>Whether a content hash is in the present form.</summary>
    public static bool IsPresentForm(string contentHash) => contentHash.StartsWith(Form, StringComparison.Ordinal);
}
