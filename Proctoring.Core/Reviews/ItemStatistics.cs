using Proctoring.Core.Exams;

namespace Proctoring.Core.Reviews;

/// <summary>How a question worked in an exam.</summary>
internal sealed record ItemStatistics
{
    /// <summary>With fewer sessions a correlation means nothing.</summary>
    public const int FewestSessions = 10;

    public required int QuestionId { get; init; }

    /// <summary>The version of the exam.</summary>
    public required int Version { get; init; }

    /// <summary>The place in that version, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Markdown.</summary>
    public required string Text { get; init; }

    public required decimal MaxPoints { get; init; }

    /// <summary>The sessions that had the question.</summary>
    public required int Asked { get; init; }

    /// <summary>The sessions with an answer.</summary>
    public required int Answered { get; init; }

    /// <summary>The mean share of the points, from 0 (no points) to 1 (all points); below 0 with negative marks. Null without a
    /// score.</summary>
    public required double? Difficulty { get; init; }

    /// <summary>The correlation of this question's points with the points of the other questions, from -1 to 1. Null with too few
    /// sessions, or if all have the same points.</summary>
    public required double? Discrimination { get; init; }

    public static ItemStatistics Of(Question question, IReadOnlyList<ResultRow> rows)
    {
        var asked = rows.Where(row => row.Answers.ContainsKey(question.Id)).ToList();
        // A session that waits for a grade has no total yet.
        var scored = asked
            .Where(row => row.Score is not null)
            .Select(row => (Own: ShareOf(row.Answers[question.Id]), Others: OthersOf(row, question)))
            .ToList();
        return new ItemStatistics
        {
            QuestionId = question.Id,
            Version = question.Version,
            Number = question.Number,
            Text = question.Text,
            MaxPoints = question.Points,
            Asked = asked.Count,
            Answered = asked.Count(row => row.Answers[question.Id].Given),
            Difficulty = scored.Count == 0 || question.Points == 0 ? null : scored.Average(one => one.Own),
            Discrimination = scored.Count < FewestSessions ? null : Correlation(scored),
        };
    }

    static double ShareOf(ResultAnswer answer) => answer.MaxPoints == 0 ? 0 : (double)((answer.Points ?? 0) / answer.MaxPoints);

    /// <summary>The points of the other questions as a share of theirs: with pools, sessions have different questions.</summary>
    static double OthersOf(ResultRow row, Question question)
    {
        var most = row.MaxPoints - row.Answers[question.Id].MaxPoints;
        return most <= 0
            ? 0
            : (double)(row.Answers.Where(answer => answer.Key != question.Id).Sum(answer => answer.Value.Points ?? 0) / most);
    }

    /// <summary>Pearson's correlation; null if one side does not vary.</summary>
    static double? Correlation(List<(double Own, double Others)> pairs)
    {
        var (own, others) = (pairs.Average(pair => pair.Own), pairs.Average(pair => pair.Others));
        var together = pairs.Sum(pair => (pair.Own - own) * (pair.Others - others));
        var spread = Math.Sqrt(pairs.Sum(pair => Math.Pow(pair.Own - own, 2)) * pairs.Sum(pair => Math.Pow(pair.Others - others, 2)));
        return spread < 1e-9 ? null : Math.Clamp(together / spread, -1, 1);
    }
}
