using System.ComponentModel;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Exams;

/// <summary>One session of an exam by one student, proctored or not.</summary>
public sealed class ProctoringSession
{
    /// <summary>How long the right to a session outlasts its time limit: for the checks before it begins and for the submission.</summary>
    public static readonly TimeSpan RightAfterDeadline = TimeSpan.FromHours(1);

    /// <summary>How long the checks of a candidate who opened the exam in time may take.</summary>
    public static readonly TimeSpan ChecksAfterClosing = TimeSpan.FromMinutes(15);

    /// <summary>How long after its end staff can readmit the candidate of a session.</summary>
    public static readonly TimeSpan ReadmittedWithin = TimeSpan.FromHours(1);

    /// <summary>The most characters of the reason for a pause, which become the detail of its gap.</summary>
    public const int LongestPauseReason = 400;

    public Guid Id { get; init; }

    public int StudentId { get; init; }

    public Student? Student { get; init; }

    /// <summary>The exam; null if the questions are on a host's page and this server only monitors.</summary>
    public int? ExamId { get; init; }

    public Exam? Exam { get; init; }

    /// <summary>The version of the exam's questions, from 1.</summary>
    [DefaultValue(1)]
    public int ExamVersion { get; init; } = 1;

    /// <summary>The questions of this session and their order, as JSON of <see cref="Questions.SessionPaper"/>; null for all of its
    /// version, in order.</summary>
    public string? Paper { get; init; }

    public required string ExamName { get; init; }

    public int TotalQuestions { get; init; }

    public int Minutes { get; init; }

    public bool Proctored { get; init; }

    /// <summary>The name of its policy.</summary>
    public string Policy { get; init; } = "standard";

    /// <summary>Whether it is practice under its policy: only the candidate sees it, and it is deleted after a day.</summary>
    public bool Practice { get; init; }

    /// <summary>The candidate's overrides when the session started, as JSON: [{rule, setting, value}]; null for none.</summary>
    public string? Accommodations { get; set; }

    public SessionStatus Status { get; set; }

    /// <summary>SHA-256 of the session token, lower-case hex. The token itself is never stored.</summary>
    public required string TokenHash { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>When the candidate agreed to monitoring, UTC; null in a session without proctoring.</summary>
    public DateTime? ConsentedAt { get; set; }

    public DateTime? StartedAt { get; set; }

    /// <summary>The deadline, UTC. The server sets it at the start; the browser cannot change it.</summary>
    public DateTime? EndsAt { get; set; }

    public DateTime? FinishedAt { get; set; }

    /// <summary>When the server last monitored this session, UTC.</summary>
    public DateTime? LastWatchedAt { get; set; }

    /// <summary>The face embedding taken at the start, encrypted.</summary>
    public byte[]? ReferenceFace { get; set; }

    /// <summary>The picture of the reference face, in the evidence store.</summary>
    public string? ReferencePicture { get; set; }

    /// <summary>SHA-256 of that picture before encryption, lower-case hex.</summary>
    public string? ReferenceSha256 { get; set; }

    /// <summary>Similarity of the reference and the student's enrolment, -1–1; null without an enrolment.</summary>
    public double? EnrolmentSimilarity { get; set; }

    public int? CorrectAnswers { get; set; }

    /// <summary>Per cent, two decimals; null without a result and while answers wait for a grade.</summary>
    public decimal? Score { get; set; }

    /// <summary>The points of the answers so far; null without questions on this server.</summary>
    public decimal? Points { get; set; }

    /// <summary>The points of all correct answers; null without questions on this server.</summary>
    public decimal? MaxPoints { get; set; }

    /// <summary>How many answers wait for a person's grade.</summary>
    public int Ungraded { get; set; }

    /// <summary>The later version of the exam whose solutions scored the session; null for <see cref="ExamVersion"/>.</summary>
    public int? ScoredVersion { get; set; }

    /// <summary>When the session was last regraded, UTC; null if it never was.</summary>
    public DateTime? RegradedAt { get; set; }

    /// <summary>The score before the first regrade, per cent; null without a regrade and if an answer waited for a grade then.</summary>
    public decimal? OriginalScore { get; set; }

    /// <summary>The review priority, 0–100; null before the end and without proctoring. The report shows its arithmetic.</summary>
    public double? RiskScore { get; set; }

    /// <summary>The API key that opened the session; null if this server's pages opened it.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>Whether a test key opened the session: staff do not see it.</summary>
    public bool IsTest { get; init; }

    /// <summary>The address the result page links to; null for none.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary>When the right to a session of the API expires, UTC; null for a session of this server's pages.</summary>
    public DateTime? ExpiresAt { get; set; }

    /// <summary>When the candidate can begin at the earliest, UTC; null for at once.</summary>
    public DateTime? NotBefore { get; init; }

    /// <summary>When the candidate can open the exam at the latest, UTC; null for as long as the right lasts.</summary>
    public DateTime? NotAfter { get; init; }

    /// <summary>Why staff or the host ended the session; null otherwise.</summary>
    public string? EndReason { get; set; }

    /// <summary>The reviewers' final verdict; null while there is none.</summary>
    public Verdict? Verdict { get; set; }

    /// <summary>When the verdict became final, or the simulated verdict of a test exam was withdrawn, UTC.</summary>
    public DateTime? VerdictAt { get; set; }

    /// <summary>The assigned reviewer; null for none.</summary>
    public Guid? AssignedToId { get; set; }

    /// <summary>When a reviewer first opened the session, UTC.</summary>
    public DateTime? ReviewOpenedAt { get; set; }

    /// <summary>How often a server has taken over the monitoring of the session. Only the server with the newest epoch may write its
    /// record.</summary>
    public long Epoch { get; set; }

    /// <summary>The server process that monitors the session or did so last; null before the start.</summary>
    public string? Holder { get; set; }

    /// <summary>Since when monitoring is paused, UTC; null while it is not.</summary>
    public DateTime? PausedAt { get; set; }

    /// <summary>The reason for the pause; null while monitoring is not paused.</summary>
    public string? PauseReason { get; set; }

    public long FramesRead { get; set; }

    public long FramesRefused { get; set; }

    public List<SessionAnswer> Answers { get; init; } = [];

    public List<ProctoringViolation> Violations { get; init; } = [];

    /// <summary>Whether the session can begin at a time.</summary>
    public bool CanBeginAt(DateTime at) => !(NotBefore > at) && !(NotAfter + ChecksAfterClosing < at);

    /// <summary>From when on it can be monitored in another system's page, UTC.</summary>
    public DateTime OpenSince => NotBefore > CreatedAt ? NotBefore.Value : CreatedAt;

    /// <summary>Sets the deadline, at the start or later. The right to the session lasts until then and a while longer.</summary>
    public void EndAt(DateTime deadline)
    {
        EndsAt = deadline;
        var outlasting = deadline + RightAfterDeadline;
        if (ExpiresAt < outlasting)
            ExpiresAt = outlasting;
    }
}

/// <summary>The stage of a session.</summary>
public enum SessionStatus
{
    /// <summary>Opened; the candidate goes through the checks.</summary>
    Preparing,

    /// <summary>The timer runs.</summary>
    Running,

    /// <summary>Submitted by the candidate.</summary>
    Submitted,

    /// <summary>Ended by the server at the deadline.</summary>
    TimedOut,

    /// <summary>Ended by staff or by the host.</summary>
    Ended,

    /// <summary>Ended by the server because its right expired before it started here or was submitted.</summary>
    Expired,

    /// <summary>Cancelled by the host before it started or was submitted.</summary>
    Cancelled,
}

/// <summary>What a stage means.</summary>
public static class SessionStatuses
{
    /// <summary>Whether a session has ended, in whatever way.</summary>
    public static bool IsOver(this SessionStatus status) => status is not (SessionStatus.Preparing or SessionStatus.Running);
}

/// <summary>The candidate's latest choice for a question.</summary>
public sealed class SessionAnswer
{
    public Guid SessionId { get; init; }

    public int QuestionId { get; init; }

    /// <summary>The choice of a question that the candidate has cleared. The row stays, so that an older choice does not return.</summary>
    public const int Cleared = -1;

    /// <summary>The answer is in <see cref="Response"/>.</summary>
    public const int InResponse = -2;

    /// <summary>The content of the answer was deleted; its points stay.</summary>
    public const int Deleted = -3;

    /// <summary>The index of the choice, from 0, <see cref="Cleared"/>, <see cref="InResponse"/> or <see cref="Deleted"/>.</summary>
    public int Choice { get; set; }

    /// <summary>The answer to a question that is not a single choice, as JSON of <see cref="Questions.QuestionResponse"/>; null
    /// otherwise.</summary>
    public string? Response { get; set; }

    /// <summary>The points it was given; null before the end and while it waits for a grade.</summary>
    public decimal? Points { get; set; }

    /// <summary>SHA-256 of the question's body with which it was scored, lower-case hex; null before the end and for a question that was
    /// stored before there were types.</summary>
    public string? ScoredBody { get; set; }

    /// <summary>The index of the correct choice with which the answer was scored, from 0; null before the end.</summary>
    public int? RightChoice { get; set; }

    /// <summary>When it was given, UTC, limited to the time between the start of the exam and the clock of the server that stored
    /// it.</summary>
    public DateTime AnsweredAt { get; set; }

    /// <summary>When it was given by the page's own clock, UTC. Orders the answers to a question; null in answers of before this was
    /// recorded, which <see cref="AnsweredAt"/> orders.</summary>
    public DateTime? ChosenAt { get; set; }

    /// <summary>When the question was first answered, UTC; null without proctoring and in answers of before this was recorded.</summary>
    public DateTime? FirstAnsweredAt { get; set; }

    /// <summary>How often a stored response was replaced by a different one; 0 without proctoring. Text is stored at each pause in
    /// typing.</summary>
    public int Changes { get; set; }

    /// <summary>The most characters that a typed text gained from one stored version to the next; 0 for other responses and without
    /// proctoring.</summary>
    public int LargestAddition { get; set; }

    /// <summary>The response that is stored, with the indices of the question's body; null for none.</summary>
    public QuestionResponse? ResponseTo(Question question) =>
        question.AskedBody is { } asked
            ? QuestionCorrection.Translate(ResponseTo(asked), asked, question.Body)
            : ResponseTo(question.Body);

    /// <summary>The response that is stored to a question as the candidate was asked it; null for none.</summary>
    public QuestionResponse? ResponseTo(QuestionBody body) =>
        Choice switch
        {
            Cleared or Deleted => null,
            InResponse => ResponseJson.Read(body, Response),
            _ => body is SingleChoice choice && Choice < choice.Choices.Count ? new ChosenOne(Choice) : null,
        };

    /// <summary>When an answer arrived that was given before the deadline but sent after it, UTC; null for every other.</summary>
    public DateTime? ReceivedAt { get; set; }
}
