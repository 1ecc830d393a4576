using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reviews;

/// <summary>One session with everything that a reviewer needs.</summary>
public sealed record SessionCase
{
    /// <summary>The session's row in lists.</summary>
    public required SessionRow Session { get; init; }

    public required string Policy { get; init; }

    /// <summary>Whether the policy requires two reviewers who agree.</summary>
    public required bool SecondReviewer { get; init; }

    public required DateTime? StartedAt { get; init; }

    /// <summary>Why staff or the host ended it.</summary>
    public required string? EndReason { get; init; }

    public required long FramesRead { get; init; }

    public required long FramesRefused { get; init; }

    public required IReadOnlyList<RuleOverride> Accommodations { get; init; }

    /// <summary>The check of the identity by a person; null if there was none.</summary>
    public PersonCheck? Identity { get; init; }

    /// <summary>The persons who accepted the enrolled photo although the server refused it.</summary>
    public IReadOnlyList<ReportedPhotoApproval> PhotoApprovals { get; init; } = [];

    /// <summary>The requests to turn the head, oldest first.</summary>
    public IReadOnlyList<ReportedHeadTurn> HeadTurns { get; init; } = [];

    /// <summary>Whether a photo from the start is stored.</summary>
    public bool HasStartPhoto { get; init; }

    /// <summary>The similarity of that photo to the enrolled one, 0–1; null if no one is enrolled.</summary>
    public double? EnrolmentSimilarity { get; init; }

    public required RiskScore? Risk { get; init; }

    /// <summary>The violations, by beginning.</summary>
    public required IReadOnlyList<CaseFlag> Flags { get; init; }

    public required IReadOnlyList<CaseNote> Notes { get; init; }

    public required IReadOnlyList<CaseMessage> Messages { get; init; }

    /// <summary>The extensions of the deadline, oldest first.</summary>
    public IReadOnlyList<ReportedTimeChange> TimeChanges { get; init; } = [];

    /// <summary>The arrival of each answer that was given before the deadline and sent after it, UTC.</summary>
    public IReadOnlyList<DateTime> LateAnswers { get; init; } = [];

    /// <summary>The standing verdicts of the reviewers, oldest first.</summary>
    public required IReadOnlyList<CaseVerdict> Verdicts { get; init; }

    /// <summary>Whether colleagues' decisions, notes and verdicts are hidden until the viewer has given a verdict.</summary>
    public bool Blind { get; init; }

    /// <summary>Whether reviewers who gave a verdict disagree, so that one more reviewer decides.</summary>
    public bool Disputed => Session.Stage == ReviewStage.Adjudication;

    /// <summary>The number of links in the session's chain when it was read; it grows with every change.</summary>
    public int Version { get; init; }

    /// <summary>The pictures of the screen; null if the session did not ask for it.</summary>
    public CaseScreen? Screen { get; init; }

    /// <summary>The pictures of the room camera; null if the session did not use one.</summary>
    public CaseScreen? Room { get; init; }

    /// <summary>When each question was last answered, in the order of time.</summary>
    public IReadOnlyList<CaseAnswer> Answers { get; init; } = [];

    public bool Over => Session.Status.IsOver();
}

/// <summary>One violation with its decisions.</summary>
public sealed record CaseFlag
{
    public required Guid Id { get; init; }

    public required string Type { get; init; }

    public required string Title { get; init; }

    public required string Explanation { get; init; }

    public required string Sentence { get; init; }

    public required Severity Severity { get; init; }

    public required DateTime BeganAt { get; init; }

    /// <summary>Null while it lasts.</summary>
    public required DateTime? EndedAt { get; init; }

    public required double PeakConfidence { get; init; }

    public required double MeanConfidence { get; init; }

    public required int FramesSeen { get; init; }

    public required int FramesLooked { get; init; }

    public required string? Model { get; init; }

    public required double? Threshold { get; init; }

    public required string? Detail { get; init; }

    public required int Times { get; init; }

    public required string? Objects { get; init; }

    public required DateTime? WarnedAt { get; init; }

    /// <summary>The member of staff who raised it; null for every other flag.</summary>
    public string? Author { get; init; }

    public required IReadOnlyList<CasePicture> Pictures { get; init; }

    /// <summary>The audio around it; null if none is stored.</summary>
    public CaseSound? Sound { get; init; }

    /// <summary>The pictures of the seconds around it; null if none are stored.</summary>
    public CaseStrip? Strip { get; init; }

    /// <summary>The deletion of its pictures or audio; null if none were deleted.</summary>
    public CaseDeletion? Deletion { get; init; }

    public required IReadOnlyList<CaseDecision> Decisions { get; init; }

    public required FlagState State { get; init; }

    /// <summary>The candidate's answer.</summary>
    public required string? Reply { get; init; }

    /// <summary>Whether the reviewer compares the face with the photo from the start.</summary>
    public bool ConcernsIdentity { get; init; }

    /// <summary>Whether a reviewer must decide on it.</summary>
    public bool NeedsDecision { get; init; } = true;

    public TimeSpan Duration => (EndedAt ?? BeganAt) - BeganAt;
}

/// <summary>A deletion of pictures or audio.</summary>
/// <param name="At">UTC.</param>
/// <param name="Cause">Why.</param>
public sealed record CaseDeletion(DateTime At, DeletionCause Cause);

/// <summary>An evidence picture.</summary>
public sealed record CasePicture(Guid Id, DateTime TakenAt, double Confidence, IReadOnlyList<Box> Boxes);

/// <summary>A stored recording.</summary>
public sealed record CaseSound(Guid Id, DateTime From);

/// <summary>The last answer to a question.</summary>
/// <param name="Question">The place of the question in the session, from 1.</param>
/// <param name="At">When it was answered, UTC.</param>
/// <param name="Since">The time since the answer before, or since the start.</param>
public sealed record CaseAnswer(int Question, DateTime At, TimeSpan Since)
{
    /// <summary>The question, Markdown.</summary>
    public string Text { get; init; } = "";

    /// <summary>The type, such as "single_choice".</summary>
    public string Type { get; init; } = "";

    /// <summary>The answer in lines; empty if the candidate cleared it.</summary>
    public IReadOnlyList<string> Response { get; init; } = [];

    /// <summary>The points; null before the end and while the answer waits for a grade.</summary>
    public decimal? Points { get; init; }

    public decimal MaxPoints { get; init; }

    /// <summary>Whether it was given while the clock was stopped, by the browser's clock.</summary>
    public bool InPause { get; init; }

    internal static CaseAnswer Of(Question question, int number, SessionAnswer answer, TimeSpan since) =>
        new(number, answer.AnsweredAt, since)
        {
            Text = question.Text,
            Type = QuestionJson.TypeOf(question.Body),
            Response = ResponseText.Of(question.Body, answer.ResponseTo(question)),
            Points = answer.Points,
            MaxPoints = question.Points,
        };
}

/// <summary>A strip of pictures.</summary>
public sealed record CaseStrip(Guid Id, IReadOnlyList<StripFrame> Frames);

/// <summary>A picture of the screen.</summary>
public sealed record CaseScreenPicture(Guid Id, DateTime TakenAt);

/// <summary>The pictures of the screen of one session.</summary>
/// <param name="Pictures">In the order of time.</param>
/// <param name="Deletion">The last deletion of such pictures; null if none were deleted.</param>
public sealed record CaseScreen(IReadOnlyList<CaseScreenPicture> Pictures, CaseDeletion? Deletion)
{
    /// <summary>The picture that shows the moment of a flag; null if there is none.</summary>
    public CaseScreenPicture? At(CaseFlag flag) => FlagScreen.At(Pictures, picture => picture.TakenAt, flag.BeganAt);

    /// <summary>The picture nearest to a time; null if there is none.</summary>
    public CaseScreenPicture? Nearest(DateTime at) => Pictures.MinBy(picture => (picture.TakenAt - at).Duration());
}

/// <summary>A standing decision.</summary>
public sealed record CaseDecision(Guid Id, Guid ReviewerId, string Reviewer, Decision Decision, string? Reason, DateTime DecidedAt);

/// <summary>A staff note; without a violation, a note on the session.</summary>
public sealed record CaseNote(Guid? ViolationId, string Author, string Text, DateTime WrittenAt);

/// <summary>A proctor's message to the candidate.</summary>
public sealed record CaseMessage(Guid Id, string Author, string Text, DateTime SentAt, DateTime? ShownAt)
{
    /// <summary>Whether the candidate wrote it; then it has no author's name and is not marked as shown.</summary>
    public bool FromCandidate { get; init; }

    /// <summary>The state of the candidate's page, sent with a problem; null otherwise.</summary>
    public string? PageState { get; init; }
}

/// <summary>A standing verdict.</summary>
public sealed record CaseVerdict(Guid ReviewerId, string Reviewer, Verdict Verdict, string Reason, DateTime DecidedAt);
