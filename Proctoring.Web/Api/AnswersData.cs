using Proctoring.Core.Reports;

namespace Proctoring.Web.Api;

/// <summary>The answers to our questions; empty if the questions are the host's.</summary>
internal sealed record AnswersData(IReadOnlyList<AnswerData> Items);

/// <summary>The answer to one question.</summary>
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
/// <param name="MaxPoints">The points of a correct answer; null in exams of before points.</param>
/// <param name="Graded">Whether the answer does not wait for a grade.</param>
internal sealed record AnswerData(
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
)
{
    public static AnswerData Of(ReportedAnswer answer) =>
        new(
            answer.Number,
            answer.Text,
            answer.Choices,
            answer.Choice,
            answer.RightChoice,
            answer.Right,
            answer.Type,
            answer.Response,
            answer.Solution,
            answer.Points,
            answer.MaxPoints,
            !answer.Waiting
        );
}
