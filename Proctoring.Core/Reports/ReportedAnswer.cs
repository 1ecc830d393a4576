using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Reports;

/// <summary>One question with the given and the correct answer. Texts are Markdown.</summary>
/// <param name="Number">The place in the session, from 1.</param>
/// <param name="Text">The question.</param>
/// <param name="Choices">The choices of a single choice; empty for the other types.</param>
/// <param name="Choice">The index of the chosen one, from 0; null without an answer and for the other types.</param>
/// <param name="RightChoice">The index of the correct one, from 0; -1 for the other types.</param>
/// <param name="Explanation">Why the solution is correct.</param>
public sealed record ReportedAnswer(
    int Number,
    string Text,
    IReadOnlyList<string> Choices,
    int? Choice,
    int RightChoice,
    string Explanation
)
{
    public const int NoChoice = -1;

    /// <summary>The question's id; 0 in reports of before question types.</summary>
    public int QuestionId { get; init; }

    /// <summary>The type, such as "single_choice".</summary>
    public string Type { get; init; } = "single_choice";

    /// <summary>The answer in lines; empty for none and for a single choice.</summary>
    public IReadOnlyList<string> Response { get; init; } = [];

    /// <summary>The solution in lines; empty for a single choice and if a person grades the question.</summary>
    public IReadOnlyList<string> Solution { get; init; } = [];

    /// <summary>The points it was given; null without an answer, while it waits for a grade, and in reports of before points.</summary>
    public decimal? Points { get; init; }

    /// <summary>The points of a correct answer; null in reports of before points.</summary>
    public decimal? MaxPoints { get; init; }

    /// <summary>Whether it waits for a person's grade.</summary>
    public bool Waiting { get; init; }

    /// <summary>What the grader wrote; null for nothing.</summary>
    public string? Comment { get; init; }

    /// <summary>The uploaded file; null for none.</summary>
    public Guid? File { get; init; }

    /// <summary>When the content of the answer was deleted, UTC; null if it was not.</summary>
    public DateTime? DeletedAt { get; init; }

    public bool Answered => Choice is not null || Response.Count > 0 || DeletedAt is not null;

    public bool Right => MaxPoints is { } most ? most > 0 && Points >= most : Choice == RightChoice;

    /// <summary>An answer of a session that has been scored.</summary>
    internal static ReportedAnswer Of(Question question, int number, SessionAnswer? answer)
    {
        var body = question.Body;
        var response = answer?.ResponseTo(question);
        var single = body as SingleChoice;
        return new ReportedAnswer(
            number,
            question.Text,
            single is null ? [] : [.. single.Choices.Select(choice => choice.Text)],
            (response as ChosenOne)?.Choice,
            single?.RightChoice ?? NoChoice,
            question.Explanation
        )
        {
            QuestionId = question.Id,
            Type = QuestionJson.TypeOf(body),
            Response = single is null ? ResponseText.Of(body, response) : [],
            Solution = single is null ? ResponseText.Solution(body) : [],
            Points = response is null ? null : answer!.Points,
            MaxPoints = question.Points,
            Waiting = response is not null && answer!.Points is null,
            File = (response as UploadedFile)?.Id,
        };
    }
}
