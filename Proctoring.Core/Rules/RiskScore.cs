using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>The review priority of a session, 0–100, with its arithmetic. It orders sessions for a reviewer and is not a verdict. Each line
/// takes its share of what the lines before it left of 100, the heaviest first.</summary>
/// <param name="Score">0–100, one decimal.</param>
/// <param name="Lines">The arithmetic, one line per type; the points add up to the score.</param>
public sealed record RiskScore(double Score, IReadOnlyList<RiskLine> Lines)
{
    /// <summary>The share of a violation's weight that counts at once; the rest grows with its duration.</summary>
    const double AtOnce = 0.5;

    /// <summary>The duration after which about two thirds of the rest count.</summary>
    static readonly TimeSpan Lasting = TimeSpan.FromSeconds(30);

    /// <summary>Computes the score of a session with the weights of a policy.</summary>
    public static RiskScore Of(IEnumerable<RiskEntry> entries, ExamPolicy policy)
    {
        var left = 100.0;
        List<RiskLine> lines = [];
        var types = entries
            .GroupBy(entry => entry.Type)
            .Select(type => (Entries: type.ToList(), Share: Together(type, policy)))
            .OrderByDescending(type => type.Share)
            .ThenBy(type => type.Entries[0].Type, StringComparer.Ordinal);
        foreach (var (type, share) in types)
        {
            var points = Math.Round(left * share, 1);
            left -= points;
            var seconds = Math.Round(type.Sum(entry => entry.Duration.TotalSeconds), 1);
            lines.Add(
                new RiskLine(type[0].Title, type.Count, seconds, policy.WeightOf(type[0].Type, type[0].Severity), points)
                {
                    Type = type[0].Type,
                }
            );
        }

        return new RiskScore(Math.Round(100 - left, 1), lines);
    }

    static double Together(IEnumerable<RiskEntry> entries, ExamPolicy policy) =>
        1 - entries.Aggregate(1.0, (left, entry) => left * (1 - ShareOf(entry, policy)));

    static double ShareOf(RiskEntry entry, ExamPolicy policy)
    {
        var time = AtOnce + (1 - AtOnce) * (1 - Math.Exp(-Math.Max(0, entry.Duration / Lasting)));
        return policy.WeightOf(entry.Type, entry.Severity) / 100 * Math.Clamp(entry.Confidence, 0, 1) * time;
    }
}

/// <summary>One violation in the score.</summary>
/// <param name="Type">The rule's id.</param>
/// <param name="Title">The title.</param>
/// <param name="Severity">Its severity when it was recorded.</param>
/// <param name="Duration">Its duration; zero for an episode without one.</param>
/// <param name="Confidence">Its mean confidence, 0–1.</param>
public sealed record RiskEntry(string Type, string Title, Severity Severity, TimeSpan Duration, double Confidence);

/// <summary>One type's part of the score.</summary>
/// <param name="Title">The title.</param>
/// <param name="Count">The number of violations.</param>
/// <param name="Seconds">Their total duration.</param>
/// <param name="Weight">The points of one lasting, certain violation, 0–100.</param>
/// <param name="Points">The points of the line.</param>
public sealed record RiskLine(string Title, int Count, double Seconds, double Weight, double Points)
{
    /// <summary>The rule's id; empty in reports from before it was stored.</summary>
    public string Type { get; init; } = "";
}
