using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;

namespace Proctoring.Core.Authoring.Qti.One;

/// <summary>A condition of the response processing of QTI 1.2.</summary>
/// <param name="Element">The element "respcondition".</param>
/// <param name="Score">The points it gives; 0 if it gives none.</param>
/// <param name="Feedback">The identifiers of the feedback it shows.</param>
internal sealed record QtiOneCondition(XElement Element, decimal Score, IReadOnlyList<string> Feedback)
{
    XElement? Variables => Element.Element("conditionvar");

    /// <summary>The tests of the condition that are not negated.</summary>
    /// <param name="name">The kind of test, such as "varequal".</param>
    public IEnumerable<XElement> Tests(string name) =>
        Variables?.Descendants(name).Where(test => !test.Ancestors("not").Any(not => not.Ancestors("conditionvar").Any())) ?? [];

    /// <summary>Whether the condition tests several choices at once.</summary>
    public bool IsCombined => Variables?.Descendants("varequal").Skip(1).Any() == true;
}

/// <summary>Finds out which responses an item of QTI 1.2 counts as correct.</summary>
internal sealed class QtiOneScoring
{
    public IReadOnlyList<QtiOneCondition> Conditions { get; }

    /// <summary>The conditions that give points.</summary>
    public IReadOnlyList<QtiOneCondition> Scoring => [.. Conditions.Where(condition => condition.Score != 0)];

    /// <summary>The highest number of points in the item's own scale; 0 if unknown.</summary>
    public decimal Maximum { get; }

    public QtiOneScoring(XElement item)
    {
        Maximum = item.Elements("resprocessing")
            .Elements("outcomes")
            .Elements("decvar")
            .Select(variable => Percent.Decimal((string?)variable.Attribute("maxvalue") ?? "") ?? 0)
            .DefaultIfEmpty(0)
            .Max();
        var all = item.Elements("resprocessing").Elements("respcondition").ToList();
        var scored = all.Select(condition => Condition(condition, Points(condition))).ToList();
        // Blackboard and some exports of Respondus mark the correct answer only by its feedback.
        Conditions = scored.Exists(condition => condition.Score > 0)
            ? scored
            : [.. scored.Select(condition => condition with { Score = condition.Feedback.Any(IsCorrectFeedback) ? 1 : 0 })];
    }

    public static bool IsCorrectFeedback(string id) => id == "correct" || id == "correct_fb" || id.EndsWith("_C", StringComparison.Ordinal);

    static QtiOneCondition Condition(XElement element, decimal score) =>
        new(
            element,
            score,
            [.. element.Elements("displayfeedback").Select(feedback => ((string?)feedback.Attribute("linkrefid") ?? "").Trim())]
        );

    decimal Points(XElement condition)
    {
        decimal points = 0;
        foreach (var change in condition.Elements("setvar"))
        {
            var name = (string?)change.Attribute("varname") ?? (string?)change.Attribute("variablename") ?? "SCORE";
            // Respondus counts wrong matches in a variable of their own.
            if (name == "Respondus_Incorrect")
                continue;
            var text = change.Value.Trim();
            var value = text.EndsWith(".max", StringComparison.Ordinal) ? (Maximum > 0 ? Maximum : 1) : Percent.Decimal(text) ?? 0;
            points += (string?)change.Attribute("action") is "Subtract" ? -value : value;
        }

        return points;
    }
}
