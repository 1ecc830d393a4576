using System.Globalization;
using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Qti.Two;

/// <summary>Reads an item of QTI 2.x or 3.0.</summary>
internal sealed class QtiItem(QtiFile file)
{
    readonly XElement root = file.Root;

    string Title => ((string?)root.Attribute("title") ?? "").Trim();

    /// <summary>Reads the item and adds its question.</summary>
    public void Read()
    {
        file.Builder.Language ??= (string?)root.Attribute(XNamespace.Xml + "lang");
        if (root.Element("itemBody") is not { } body)
        {
            Reject("The item has no body.");
            return;
        }

        if (root.Descendants("templateDeclaration").Any() && body.Descendants("printedVariable").Any())
        {
            Reject("The item computes its numbers for each student, which is not supported. Write the numbers into the question.");
            return;
        }

        var interactions = body.Descendants()
            .Where(element => element.Name.LocalName.EndsWith("Interaction", StringComparison.Ordinal))
            .ToList();
        if (interactions.Count == 0)
        {
            Reject("The item has no question. A text without a question is not imported; add it to the question it belongs to.");
            return;
        }

        var content = new QtiContent(file, Notice);
        var interaction = new QtiInteractions(root, content);
        var isInline = interactions.All(IsInline);
        QuestionBody? found;
        if (isInline && (interactions.Count > 1 || QtiContent.HasTextAfter(body, interactions[0]) || IsChoice(interactions[0])))
            found = Gaps(interactions, interaction);
        else if (interactions.Count > 1)
        {
            var names = string.Join(", ", interactions.Select(element => element.Name.LocalName).Distinct());
            Reject($"The item has several questions ({names}). Divide it into one item for each.");
            return;
        }
        else
        {
            found = interaction.Read(interactions[0], body);
        }

        if (found is null)
        {
            Reject(interaction.Problem ?? "The item cannot be read.");
            return;
        }

        var points = Points(found, interaction);
        if (OwnScores().Count > 1)
            Notice("The item gives part of the points by rules of its own. Here only the answer marked as correct gives points.");
        file.Builder.Add(
            new QuestionContent(content.Body(body), found)
            {
                Title = Title,
                Points = points,
                Explanation = content.Explanation(root),
            },
            XmlSource.LineOf(root),
            Title.Length > 0 ? Title : (string?)root.Attribute("identifier")
        );
    }

    static bool IsInline(XElement element) => element.Name.LocalName is "textEntryInteraction" or "inlineChoiceInteraction";

    static bool IsChoice(XElement element) => element.Name.LocalName == "inlineChoiceInteraction";

    static Blanks? Gaps(IReadOnlyList<XElement> elements, QtiInteractions interaction)
    {
        List<Gap> gaps = [];
        foreach (var element in elements)
        {
            if (interaction.Read(element, element) is not { } body)
                return null;
            gaps.Add(new Gap(body, interaction.Declaration(element).MappedMaximum is > 0 and var weight ? weight : 1));
            var number = gaps.Count.ToString(CultureInfo.InvariantCulture);
            element.ReplaceWith(new XText($"{GapMarks.Start}{number}{GapMarks.End}"));
        }

        return new Blanks(gaps);
    }

    /// <summary>The declared maximum, or what the mapping gives, or 1.</summary>
    decimal Points(QuestionBody body, QtiInteractions interaction)
    {
        var outcomes = root.Elements("outcomeDeclaration")
            .GroupBy(outcome => (string?)outcome.Attribute("identifier") ?? "")
            .ToDictionary(group => group.Key, group => group.First());
        foreach (var name in new[] { "MAXSCORE", "MAX_SCORE" })
        {
            if (outcomes.TryGetValue(name, out var maximum) && Percent.Decimal(maximum.Value) is > 0 and var points)
                return points;
        }

        if (
            outcomes.TryGetValue("SCORE", out var score)
            && Percent.Decimal((string?)score.Attribute("normalMaximum") ?? "") is > 0 and var normal
        )
            return normal;
        if (OwnScores() is { Count: > 0 } scores && !interaction.UsesMapping)
            return scores.Max();
        if (body is Blanks blanks)
            return blanks.Gaps.Sum(gap => gap.Weight);
        return interaction.UsesMapping && interaction.MappedMaximum is > 0 and var mapped ? mapped : 1;
    }

    /// <summary>The different points that the item's own rules give; none if it uses a template.</summary>
    List<decimal> OwnScores() =>
        [
            .. root.Elements("responseProcessing")
                .Where(processing => processing.Attribute("template") is null)
                .Descendants("setOutcomeValue")
                .Where(outcome => (string?)outcome.Attribute("identifier") == "SCORE")
                .Elements("baseValue")
                .Select(value => Percent.Decimal(value.Value) ?? 0)
                .Where(score => score > 0)
                .Distinct(),
        ];

    void Reject(string message) =>
        file.Builder.Reject(message, XmlSource.LineOf(root), Title.Length > 0 ? Title : (string?)root.Attribute("identifier"));

    void Notice(string message) => file.Builder.Notice(message, XmlSource.LineOf(root), Title);
}
