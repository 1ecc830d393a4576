using Proctoring.Core.Localization;

namespace Proctoring.Core.Reports.Answering;

/// <summary>A fact about a session as a row of a table, in the reader's language.</summary>
/// <param name="Name">The fact.</param>
/// <param name="Value">Its value in the session.</param>
/// <param name="Median">The median of the group; null without a group.</param>
/// <param name="LowerQuartile">The lower end of the middle half of the group; null without a group.</param>
/// <param name="UpperQuartile">Its upper end; null without a group.</param>
/// <param name="Smaller">How many of the group have a smaller value; null without a group.</param>
/// <param name="Larger">How many have a larger value; null without a group.</param>
public sealed record AnsweringFact(
    string Name,
    string Value,
    string? Median,
    string? LowerQuartile,
    string? UpperQuartile,
    string? Smaller,
    string? Larger
)
{
    internal static AnsweringFact Of(string name, Measure measure, Func<double, string> format) =>
        measure.Group is { } group
            ? new AnsweringFact(
                name,
                format(measure.Value),
                format(group.Median),
                format(group.LowerQuartile),
                format(group.UpperQuartile),
                DisplayText.Number(group.Smaller),
                DisplayText.Number(group.Larger)
            )
            : new AnsweringFact(name, format(measure.Value), null, null, null, null, null);
}
