using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The counts of one answer of a proctored session: never the text itself.</summary>
/// <param name="FirstAt">When the question was first answered, UTC; null if that was not recorded.</param>
/// <param name="Changes">How often a different response replaced the stored one.</param>
/// <param name="LargestAddition">The most characters that a typed text gained from one stored version to the next.</param>
internal sealed record AnswerHistory(DateTime? FirstAt, int Changes, int LargestAddition)
{
    /// <summary>The counts after a response is stored.</summary>
    /// <param name="before">The stored answer; null for none.</param>
    /// <param name="body">The question.</param>
    /// <param name="response">The new response; null if the candidate clears the answer.</param>
    /// <param name="choice">The new response as <see cref="SessionAnswer.Choice"/>.</param>
    /// <param name="json">The new response as <see cref="SessionAnswer.Response"/>.</param>
    /// <param name="at">When it was given, UTC.</param>
    public static AnswerHistory After(
        SessionAnswer? before,
        QuestionBody body,
        QuestionResponse? response,
        int choice,
        string? json,
        DateTime at
    )
    {
        var length = (response as TypedText)?.Text.Length ?? 0;
        if (before is null)
            return new AnswerHistory(at, 0, length);
        // A retry of the same response is no change.
        var changed = before.Choice != choice || before.Response != json;
        var added = length - ((before.ResponseTo(body) as TypedText)?.Text.Length ?? 0);
        return new AnswerHistory(
            before.FirstAnsweredAt,
            before.Changes + (changed ? 1 : 0),
            Math.Max(before.LargestAddition, changed ? added : 0)
        );
    }
}
