using System.Text.Json;

namespace JobGenie.Proctoring.Client;

/// <summary>An exam to start.</summary>
public sealed record ExamStart
{
    /// <summary>Your own id of the student.</summary>
    public required string StudentId { get; init; }

    /// <summary>The name of your exam, or of an exam of the server.</summary>
    public required string ExamName { get; init; }

    /// <summary>How many questions it has, 1 to 1000.</summary>
    public required int TotalQuestions { get; init; }

    /// <summary>The name of the student, which reviewers see.</summary>
    public string? Name { get; init; }

    /// <summary>The email address of the student. The server checks its form and does not store it.</summary>
    public string? Email { get; init; }

    /// <summary>The name of a policy; the exam's own by default.</summary>
    public string? Policy { get; init; }

    /// <summary>"full" for an exam of the server, "sidecar" if the questions are yours; by default as the name is known.</summary>
    public string? Mode { get; init; }

    /// <summary>The time limit in minutes, if the frame should end the exam.</summary>
    public int? Minutes { get; init; }

    /// <summary>The address that the candidate returns to from the result page.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary>When the candidate can begin at the earliest.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When the candidate can open the exam at the latest.</summary>
    public DateTimeOffset? NotAfter { get; init; }
}

/// <summary>A started exam.</summary>
/// <param name="ExamId">Its number.</param>
/// <param name="StudentId">The same as <paramref name="StudentNumber"/>.</param>
/// <param name="StudentNumber">The server's number of the student.</param>
/// <param name="ClerkId">Your own id of the student.</param>
/// <param name="ExamName">Its name.</param>
/// <param name="TotalQuestions">How many questions it has.</param>
/// <param name="SessionToken">The right of the candidate's browser to this exam.</param>
/// <param name="ExpiresAt">Until when the token is valid.</param>
/// <param name="EmbedUrl">The address of the frame, which opens once.</param>
/// <param name="NotBefore">When the candidate can begin at the earliest; null for at once.</param>
/// <param name="NotAfter">When the candidate can open the exam at the latest; null for no limit.</param>
public sealed record StartedExam(
    int ExamId,
    int StudentId,
    int StudentNumber,
    string ClerkId,
    string ExamName,
    int TotalQuestions,
    string SessionToken,
    DateTimeOffset ExpiresAt,
    Uri EmbedUrl,
    DateTimeOffset? NotBefore,
    DateTimeOffset? NotAfter
);

/// <summary>The stored result of an exam.</summary>
/// <param name="ExamId">The exam.</param>
/// <param name="Score">Percent; null without a result.</param>
/// <param name="TotalQuestions">How many questions it has.</param>
/// <param name="CorrectAnswers">How many were answered correctly; null without a result.</param>
/// <param name="ReportUrl">The report for people, for a week. Treat it like the report itself.</param>
/// <param name="ViolationsRecorded">How many of the violations in the call are on record.</param>
/// <param name="ValuesLeftOut">How many objects and lists of the call were nested too deeply and left out.</param>
public sealed record SubmittedExam(
    int ExamId,
    decimal? Score,
    int TotalQuestions,
    int? CorrectAnswers,
    Uri ReportUrl,
    int ViolationsRecorded,
    int ValuesLeftOut = 0
);

/// <summary>An exam.</summary>
/// <param name="ExamId">Its number.</param>
/// <param name="ExamName">Its name.</param>
/// <param name="StudentId">The same as <paramref name="ClerkId"/>.</param>
/// <param name="ClerkId">Your own id of the student.</param>
/// <param name="StudentNumber">The server's number of the student.</param>
/// <param name="Status">"preparing", "running", "submitted", "timed_out", "ended", "expired" or "cancelled". More may be added.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="TotalQuestions">How many questions it has.</param>
/// <param name="CorrectAnswers">How many were answered correctly; null without a result.</param>
/// <param name="Score">Percent; null without a result.</param>
/// <param name="Risk">How much there is to review, 0 to 100; null until it has ended. Not a verdict.</param>
/// <param name="CreatedAt">When it was started.</param>
/// <param name="FinishedAt">When it ended; null before.</param>
/// <param name="ExpiresAt">Until when its session token is valid.</param>
/// <param name="NotBefore">When the candidate can begin at the earliest; null for at once.</param>
/// <param name="NotAfter">When the candidate can open it at the latest; null for no limit.</param>
/// <param name="FramesRead">The number of analysed frames.</param>
/// <param name="Review">The reviewers' outcome.</param>
/// <param name="ReportUrl">The report for people; null until it has ended.</param>
/// <param name="RegradedAt">When the score was last computed again with corrected solutions; null if it never was.</param>
/// <param name="OriginalScore">The score before the first regrade, percent; null without one.</param>
public sealed record Exam(
    int ExamId,
    string ExamName,
    string StudentId,
    string ClerkId,
    int StudentNumber,
    string Status,
    string Policy,
    int TotalQuestions,
    int? CorrectAnswers,
    decimal? Score,
    double? Risk,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? NotBefore,
    DateTimeOffset? NotAfter,
    long FramesRead,
    ExamReview Review,
    Uri? ReportUrl,
    DateTimeOffset? RegradedAt = null,
    decimal? OriginalScore = null
);

/// <summary>The reviewers' outcome. A flag is not proof: until a person has decided, there is no verdict.</summary>
/// <param name="Status">"not_reviewed", "in_review" or "decided".</param>
/// <param name="Verdict">"clear", "violation" or "inconclusive"; null until a person has decided.</param>
/// <param name="DecidedAt">When it became final.</param>
/// <param name="Notes">The reviewers' reasons.</param>
public sealed record ExamReview(string Status, string? Verdict, DateTimeOffset? DecidedAt, IReadOnlyList<string> Notes);

/// <summary>A flag of an exam: an observation for a person to judge.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">The rule, such as "object_detected".</param>
/// <param name="Severity">"low", "medium" or "high".</param>
/// <param name="Title">The rule in words.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null if it has not.</param>
/// <param name="Objects">The objects in view.</param>
/// <param name="TabSwitches">How often the tab was left, for the rule "tab_switch"; otherwise 0.</param>
/// <param name="Confidence">The highest confidence, 0 to 1.</param>
/// <param name="Decision">"confirmed", "dismissed" or "unsure"; null without a decision.</param>
/// <param name="EvidenceUrl">A picture, for 30 minutes. Store the bytes if you need them longer.</param>
/// <param name="SoundUrl">The audio clip, for 30 minutes; null without one.</param>
/// <param name="Detail">More about the flag, such as the name that you reported; null without it.</param>
/// <param name="EvidenceDeletedAt">When its evidence was deleted; null if it was not.</param>
public sealed record Violation(
    Guid Id,
    string Type,
    string Severity,
    string Title,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<string> Objects,
    int TabSwitches,
    double Confidence,
    string? Decision,
    Uri? EvidenceUrl,
    Uri? SoundUrl,
    string? Detail,
    DateTimeOffset? EvidenceDeletedAt
);

/// <summary>The answer to one question of an exam of the server.</summary>
/// <param name="Number">The position in the exam, from 1.</param>
/// <param name="Question">Its text.</param>
/// <param name="Choices">The choices of a single choice; empty for the other types.</param>
/// <param name="Choice">The index of the chosen one, from 0; null without an answer and for the other types.</param>
/// <param name="CorrectChoice">The index of the correct one, from 0; -1 for the other types.</param>
/// <param name="Correct">Whether the answer is correct.</param>
/// <param name="Type">The type, such as "single_choice".</param>
/// <param name="Response">The answer in lines; empty for none and for a single choice.</param>
/// <param name="Solution">The solution in lines; empty for a single choice and if a person grades the question.</param>
/// <param name="Points">The points of the answer; null while it waits for a grade.</param>
/// <param name="MaxPoints">The points of a correct answer; null if the exam has none.</param>
/// <param name="Graded">Whether the answer does not wait for a grade.</param>
public sealed record Answer(
    int Number,
    string Question,
    IReadOnlyList<string> Choices,
    int? Choice,
    int CorrectChoice,
    bool Correct,
    string Type,
    IReadOnlyList<string> Response,
    IReadOnlyList<string> Solution,
    decimal? Points,
    decimal? MaxPoints,
    bool Graded
);

/// <summary>An event of your own page or server.</summary>
public sealed record ReportedEvent
{
    /// <summary>A rule's id, an alias, or a name of your own of up to 50 characters.</summary>
    public required string EventType { get; init; }

    /// <summary>The objects in view.</summary>
    public IReadOnlyList<string>? DetectedObjects { get; init; }

    /// <summary>Your id of the event: the server stores an id once for each exam.</summary>
    public string? ClientEventId { get; init; }

    /// <summary>When it happened; now by default.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How long ago it happened, in milliseconds, at most 7 days. It counts before <see cref="At"/>, because clocks of
    /// candidates are often wrong.</summary>
    public int? AgeMs { get; init; }

    /// <summary>A picture as evidence, at most 2 MB: a data URL or Base64 of a JPEG, PNG or WebP.</summary>
    public string? ImageData { get; init; }
}

/// <summary>A stored event.</summary>
/// <param name="EventId">Its id; null if the rule is switched off for the exam.</param>
/// <param name="EventType">The rule that the name means; "other" if no rule has it.</param>
/// <param name="Known">Whether a rule has the name.</param>
public sealed record StoredEvent(Guid? EventId, string EventType, bool Known);

/// <summary>Which exams to list. Null members do not filter.</summary>
public sealed record ExamFilter
{
    /// <summary>Only this status.</summary>
    public string? Status { get; init; }

    /// <summary>Only of this student, by your own id.</summary>
    public string? StudentId { get; init; }

    /// <summary>Only this exam.</summary>
    public string? ExamName { get; init; }

    /// <summary>Only this final verdict.</summary>
    public string? Verdict { get; init; }

    /// <summary>Only exams with or without a final verdict.</summary>
    public bool? Reviewed { get; init; }

    /// <summary>Only exams that were started, finished or decided since then.</summary>
    public DateTimeOffset? UpdatedSince { get; init; }
}

/// <summary>A person to register with their face.</summary>
public sealed record StudentRegistration
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The email address.</summary>
    public required string Email { get; init; }

    /// <summary>The password for verifications.</summary>
    public required string Password { get; init; }

    /// <summary>A JPEG, PNG or WebP with one large, sharp, well-lit face.</summary>
    public required ReadOnlyMemory<byte> Photo { get; init; }

    /// <summary>Your own id of the student.</summary>
    public string? StudentId { get; init; }

    /// <summary>The postal address; may have several lines.</summary>
    public string? Address { get; init; }

    /// <summary>The person who has checked the photo and accepts it even if the server would refuse it. Stored with the face.</summary>
    public string? PhotoApprovedBy { get; init; }
}

/// <summary>A registered student.</summary>
/// <param name="StudentId">The server's number of the student.</param>
/// <param name="UserId">The same as <paramref name="StudentId"/>.</param>
/// <param name="FaceQuality">The sharpness of the face, 0 to 1.</param>
public sealed record RegisteredStudent(int StudentId, int UserId, double FaceQuality);

/// <summary>A successful comparison of a face. Another face throws <see cref="ProctoringErrors.FaceMismatch"/>.</summary>
/// <param name="StudentId">The server's number of the student.</param>
/// <param name="Name">The name; null if it is not known.</param>
/// <param name="Email">The email address; null if it is not known.</param>
/// <param name="Similarity">The similarity, 0 to 1.</param>
/// <param name="Threshold">The similarity that was needed.</param>
/// <param name="Live">A model's estimate whether a person was in front of the camera; null if unknown.</param>
public sealed record VerifiedFace(int StudentId, string? Name, string? Email, double Similarity, double Threshold, bool? Live);

/// <summary>The receipt of an erasure.</summary>
/// <param name="ReceiptId">Its id.</param>
/// <param name="StudentId">The server's number of the student.</param>
/// <param name="ErasedAt">When the data was erased.</param>
/// <param name="Exams">The exams whose record stays without the person.</param>
/// <param name="Files">The deleted pictures and audio files.</param>
/// <param name="Faces">The deleted enrolled faces.</param>
public sealed record ErasureReceipt(Guid ReceiptId, int StudentId, DateTimeOffset ErasedAt, int Exams, int Files, int Faces);

/// <summary>A webhook.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">The address that receives the messages.</param>
/// <param name="Events">The events that it receives.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="DisabledAt">When it stopped receiving events; null while it does.</param>
public sealed record Webhook(
    Guid Id,
    Uri Url,
    IReadOnlyList<string> Events,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DisabledAt
);

/// <summary>A new webhook.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Secret">The secret for <see cref="WebhookVerifier"/>. It is shown once.</param>
public sealed record CreatedWebhook(Webhook Webhook, string Secret);

/// <summary>The new secret of a webhook.</summary>
/// <param name="Secret">The secret for <see cref="WebhookVerifier"/>. It is shown once.</param>
/// <param name="OldSecretUntil">Until when messages are signed with the old secret as well. <see cref="WebhookVerifier"/> accepts a
/// message if one of its signatures is right.</param>
public sealed record ReplacedSecret(string Secret, DateTimeOffset OldSecretUntil);

/// <summary>A verified message of a webhook.</summary>
/// <param name="Id">Its id, which is the same when the message is repeated.</param>
/// <param name="Type">The event, such as "exam.submitted". Ignore types that you do not know.</param>
/// <param name="Timestamp">When the event happened.</param>
/// <param name="Data">The data of the event. <see cref="WebhookMessage.Exam"/> reads that of an exam.</param>
public sealed record WebhookMessage(string Id, string Type, DateTimeOffset Timestamp, JsonElement Data)
{
    /// <summary>The exam of the event; null if the event concerns none, such as a test message.</summary>
    public WebhookExam? Exam =>
        Data.ValueKind == JsonValueKind.Object && Data.TryGetProperty("exam_id", out _)
            ? Data.Deserialize<WebhookExam>(ProctoringJson.Options)
            : null;
}

/// <summary>The exam of a webhook's message.</summary>
/// <param name="ExamId">Its number; null for an exam of the site's own, which no key created.</param>
/// <param name="ExamName">Its name.</param>
/// <param name="StudentId">Your own id of the student; "erased-" and a number since they were erased.</param>
/// <param name="Status">Its status when the message was first sent.</param>
/// <param name="TotalQuestions">How many questions it has.</param>
/// <param name="CorrectAnswers">How many were answered correctly; null without a result.</param>
/// <param name="Score">Percent; null without a result.</param>
/// <param name="Risk">How much there is to review; null until it has ended.</param>
/// <param name="StartedAt">When the timer started; null if it did not.</param>
/// <param name="FinishedAt">When it ended; null before.</param>
/// <param name="Verdict">The final verdict; null until there is one.</param>
/// <param name="DecidedAt">When the verdict became final.</param>
/// <param name="Violation">The flag of "exam.flagged" or "exam.degraded"; otherwise null.</param>
/// <param name="RegradedAt">When the score was last computed again with corrected solutions; null if it never was.</param>
/// <param name="OriginalScore">The score before the first regrade, percent; null without one.</param>
/// <param name="SessionId">The session of an exam of the site's own; null for an exam that a key created.</param>
public sealed record WebhookExam(
    int? ExamId,
    string ExamName,
    string StudentId,
    string Status,
    int TotalQuestions,
    int? CorrectAnswers,
    decimal? Score,
    double? Risk,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? Verdict,
    DateTimeOffset? DecidedAt,
    WebhookFlag? Violation = null,
    DateTimeOffset? RegradedAt = null,
    decimal? OriginalScore = null,
    Guid? SessionId = null
);

/// <summary>The flag of a webhook's message.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">The rule.</param>
/// <param name="Title">The rule in words.</param>
/// <param name="Severity">"low", "medium" or "high".</param>
/// <param name="StartedAt">When it began.</param>
public sealed record WebhookFlag(Guid Id, string Type, string Title, string Severity, DateTimeOffset StartedAt);
