
namespace Proctoring.Core.Exams;

/// <summary>One session of an exam by one student, proctored or not.</summary>
public sealed class ProctoringSession
{
    public Guid Id { get; init; }

    public int StudentId { get; init; }

    public Student? Student { get; init; }

    /// <summary>The exam; null where the questions live in somebody else's page and we only watch.</summary>
    public int? ExamId { get; init; }

    public Exam? Exam { get; init; }

    public required string ExamName { get; init; }

    public int TotalQuestions { get; init; }

    public int Minutes { get; init; }

    public bool Proctored { get; init; }

    /// <summary>The name of the policy by which it is judged.</summary>
    public string Policy { get; init; } = "standard";

    /// <summary>What was set otherwise for this candidate when the session started, as JSON: [{rule, setting, value}]; null for nothing.</summary>
    public string? Accommodations { get; set; }

    public SessionStatus Status { get; set; }

    /// <summary>SHA-256 of the session token, lower-case hex; the token itself is never kept.</summary>
    public required string TokenHash { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>When the candidate agreed to be watched, UTC; null in a session without proctoring.</summary>
    public DateTime? ConsentedAt { get; set; }

    public DateTime? StartedAt { get; set; }

    /// <summary>When the time is up, UTC; set at the start and never moved by the browser.</summary>
    public DateTime? EndsAt { get; set; }

    public DateTime? FinishedAt { get; set; }

    /// <summary>The last moment at which the server had this session in view, UTC.</summary>
    public DateTime? LastWatchedAt { get; set; }

    /// <summary>The face embedding taken at the start, encrypted.</summary>
    public byte[]? ReferenceFace { get; set; }

    /// <summary>The picture it was taken from, in the evidence store.</summary>
    public string? ReferencePicture { get; set; }

    /// <summary>Similarity of the reference with the student's enrolment, -1–1; null where there is no enrolment.</summary>
    public double? EnrolmentSimilarity { get; set; }

    public int? CorrectAnswers { get; set; }

    /// <summary>Per cent, two decimals.</summary>
    public decimal? Score { get; set; }

    /// <summary>How much there is to look at, 0–100; null before the end and without proctoring. Its arithmetic is in the report.</summary>
    public double? RiskScore { get; set; }

    /// <summary>The API key that opened it; null for one that was opened in our own pages.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>Where the candidate goes from the result page; null to stay.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary>Until when the right to a session that another system opened holds, UTC; null for one of our own pages.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>Why staff or the host ended it; null where they did not.</summary>
    public string? EndReason { get; set; }

    /// <summary>The final verdict of the reviewers; null while there is none.</summary>
    public Verdict? Verdict { get; set; }

    public DateTime? VerdictAt { get; set; }

    /// <summary>The member of staff who is to review it; null for nobody yet.</summary>
    public Guid? AssignedToId { get; set; }

    /// <summary>When a reviewer first opened it, UTC.</summary>
    public DateTime? ReviewOpenedAt { get; set; }

    public long FramesRead { get; set; }

    public long FramesRefused { get; set; }

    public List<SessionAnswer> Answers { get; init; } = [];

    public List<ProctoringViolation> Violations { get; init; } = [];
}

/// <summary>Where a session is on its way.</summary>
public enum SessionStatus
{
    /// <summary>Opened; the checks before the start are under way.</summary>
    Preparing,

    /// <summary>The clock runs.</summary>
    Running,

    /// <summary>Handed in by the candidate.</summary>
    Submitted,

    /// <summary>Closed by the server when the time was up.</summary>
    TimedOut,

    /// <summary>Ended by staff, or by the page that it was embedded in.</summary>
    Ended,
}

/// <summary>The choice that a candidate last made for a question.</summary>
public sealed class SessionAnswer
{
    public Guid SessionId { get; init; }

    public int QuestionId { get; init; }

    /// <summary>The index of the choice, from 0.</summary>
    public int Choice { get; set; }

    public DateTime AnsweredAt { get; set; }
}
