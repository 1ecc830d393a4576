namespace Proctoring.Core.Reports.Answering;

/// <summary>The stored facts of one ended session from which the indicators of its answers are computed.</summary>
/// <param name="StartedAt">UTC.</param>
/// <param name="Questions">The questions that the session showed, in its order.</param>
/// <param name="Answers">The answers, in any order.</param>
/// <param name="Pauses">The spans in which the clock was stopped, UTC.</param>
/// <param name="Events">The flags about the page and the direction of the eyes and the head, in any order.</param>
/// <param name="Measured">The kinds of events that the session's rules looked for.</param>
internal sealed record AnsweringSource(
    DateTime StartedAt,
    IReadOnlyList<AskedQuestion> Questions,
    IReadOnlyList<AnswerTimes> Answers,
    IReadOnlyList<AnsweringSpan> Pauses,
    IReadOnlyList<AnsweringEvent> Events,
    IReadOnlySet<AnsweringEventKind> Measured
);

/// <summary>A question of a session.</summary>
/// <param name="Id">The question.</param>
/// <param name="Number">Its place in the session, from 1.</param>
/// <param name="Words">The words of the question and of its choices, at least 1.</param>
internal sealed record AskedQuestion(int Id, int Number, int Words);

/// <summary>The stored times of one answer, and its counts.</summary>
/// <param name="QuestionId">The question.</param>
/// <param name="FirstAt">When it was first answered, UTC; null if that was not recorded.</param>
/// <param name="LastAt">When it was last answered or cleared, UTC.</param>
/// <param name="Changes">How often a different response replaced the stored one; meaningless without <paramref name="FirstAt"/>.</param>
/// <param name="LargestAddition">The most characters typed without a pause; meaningless without <paramref name="FirstAt"/>.</param>
internal sealed record AnswerTimes(int QuestionId, DateTime? FirstAt, DateTime LastAt, int Changes, int LargestAddition);

/// <summary>A span of time, UTC.</summary>
public sealed record AnsweringSpan(DateTime From, DateTime To)
{
    /// <summary>The seconds in which two spans overlap.</summary>
    internal double Overlap(AnsweringSpan other)
    {
        var from = From > other.From ? From : other.From;
        var to = To < other.To ? To : other.To;
        return to > from ? (to - from).TotalSeconds : 0;
    }
}

/// <summary>A flag that counts for an indicator.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Span">When it was; a paste is an instant.</param>
/// <param name="Characters">The characters of a paste; 0 for the other kinds.</param>
public sealed record AnsweringEvent(AnsweringEventKind Kind, AnsweringSpan Span, int Characters = 0);

/// <summary>What an event is about.</summary>
public enum AnsweringEventKind
{
    /// <summary>The page refused text from elsewhere.</summary>
    Paste,

    /// <summary>The exam's tab was hidden, or another window had the keyboard.</summary>
    FocusLoss,

    /// <summary>The head or the eyes were turned away long enough for a flag.</summary>
    LookingAway,
}
