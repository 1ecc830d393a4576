using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Qti.Two;

/// <summary>Reads what an interaction of QTI 2.x or 3.0 asks for.</summary>
internal sealed class QtiInteractions(XElement item, QtiContent content)
{
    static readonly string[] MatchCorrect = ["match_correct", "CC2_match"];

    readonly Dictionary<string, QtiDeclaration> declarations = item.Elements("responseDeclaration")
        .Select(QtiDeclaration.Of)
        .GroupBy(declaration => declaration.Identifier)
        .ToDictionary(group => group.Key, group => group.First());

    /// <summary>Why the last interaction cannot be read; null if it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the points come from a mapping and not from a comparison with the correct response.</summary>
    public bool UsesMapping
    {
        get
        {
            var processing = item.Element("responseProcessing");
            var template = (string?)processing?.Attribute("template") ?? "";
            if (template.Contains("map_response", StringComparison.Ordinal) || processing?.Descendants("mapResponse").Any() == true)
                return true;
            return declarations.Values.All(declaration => declaration.Correct.Count == 0)
                && !MatchCorrect.Any(name => template.Contains(name, StringComparison.Ordinal));
        }
    }

    /// <summary>The points that all mappings give.</summary>
    public decimal MappedMaximum => declarations.Values.Sum(declaration => declaration.MappedMaximum);

    public QtiDeclaration Declaration(XElement interaction) =>
        declarations.GetValueOrDefault((string?)interaction.Attribute("responseIdentifier") ?? "RESPONSE")
        ?? new QtiDeclaration("", "single", "string", [], [], null);

    /// <summary>Returns the task of the interaction; null if there is a <see cref="Problem"/>.</summary>
    /// <param name="interaction">The element.</param>
    /// <param name="body">The element with the rubric.</param>
    public QuestionBody? Read(XElement interaction, XElement body)
    {
        var declaration = Declaration(interaction);
        var name = interaction.Name.LocalName;
        switch (name)
        {
            case "choiceInteraction":
                return Choices(interaction, declaration, interaction.Elements("simpleChoice"), Shuffled(interaction));
            case "inlineChoiceInteraction":
                return Choices(interaction, declaration, interaction.Elements("inlineChoice"), Shuffled(interaction));
            case "hottextInteraction":
                content.Notice("Words are selected in the text in QTI. Here they are underlined and are choices below it.");
                return Choices(interaction, declaration, interaction.Descendants("hottext"), false);
            case "textEntryInteraction":
                ReportCommas(declaration);
                return new QtiTextEntry(item, declaration).Read(out var problem) ?? Refused(problem!);
            case "extendedTextInteraction":
                return (string?)interaction.Attribute("format") == "preFormatted"
                    ? new CodeEntry((string?)interaction.Attribute("class") ?? "", "", content.Rubric(body))
                    : new Essay(content.Rubric(body));
            case "uploadInteraction":
                if ((string?)interaction.Attribute("type") is { Length: > 0 } type)
                    content.Notice($"The file type “{type}” is left out. Add the extensions of the files, such as .pdf.");
                return new FileUpload([], Rubric: content.Rubric(body));
            case "orderInteraction":
                return Order(interaction, declaration);
            case "matchInteraction":
                return QtiMatch.Pairs(interaction, declaration, content, out problem) ?? Refused(problem!);
            case "associateInteraction":
                return QtiMatch.Associations(interaction, declaration, content, out problem) ?? Refused(problem!);
            case "gapMatchInteraction":
                return QtiMatch.Gaps(interaction, declaration, content, out problem) ?? Refused(problem!);
            case "sliderInteraction":
                content.Notice("The number is set with a slider in QTI. Here it is typed.");
                return new QtiTextEntry(item, declaration with { BaseType = "float" }).Read(out problem) ?? Refused(problem!);
            default:
                return Refused($"The question type “{name}” is not supported. Write the question as one of the types of this product.");
        }
    }

    void ReportCommas(QtiDeclaration declaration)
    {
        if (declaration.BaseType is not ("float" or "integer"))
            return;
        foreach (var comma in declaration.Correct.Select(Percent.CommaNotice).OfType<string>())
            content.Notice(comma);
    }

    static bool Shuffled(XElement interaction) => (string?)interaction.Attribute("shuffle") is "true" or "1";

    QuestionBody? Choices(XElement interaction, QtiDeclaration declaration, IEnumerable<XElement> elements, bool shuffle)
    {
        var all = elements.ToList();
        if (QtiXml.ById(all, "identifier", out var twice) is null)
            return Refused(twice!);
        var isMultiple = declaration.Cardinality is "multiple" or "ordered";
        var mapped = UsesMapping && declaration.Mapping.Count > 0;
        if (!mapped && declaration.Correct.Count == 0 && declaration.Mapping.Count == 0)
            return Refused("The item does not say which choice is correct. Add a correctResponse.");
        mapped |= declaration.Correct.Count == 0;
        var best = mapped ? declaration.MappedMaximum : 1;
        if (best <= 0)
            return Refused("No choice gives points. Correct the mapping.");
        List<Choice> choices = [];
        foreach (var choice in all)
        {
            var id = ((string?)choice.Attribute("identifier") ?? "").Trim();
            var value =
                mapped ? declaration.PointsOf(id) / best
                : declaration.Correct.Contains(id) ? (isMultiple ? 1m / declaration.Correct.Count : 1)
                : 0;
            choices.Add(new Choice(content.Choice(choice), Math.Clamp(value, -1, 1), content.ChoiceFeedback(choice)));
        }

        if (
            declaration.Correct.FirstOrDefault(id => all.TrueForAll(choice => (string?)choice.Attribute("identifier") != id)) is { } missing
        )
            return Refused($"The correct response “{missing}” is not one of the choices.");
        shuffle = shuffle && !KeepsPlaces(all);
        if (!isMultiple)
            return Statement(interaction, choices) ?? (QuestionBody)new SingleChoice(choices, shuffle);
        if (mapped && int.TryParse((string?)interaction.Attribute("maxChoices"), out var most) && most > 0 && most < all.Count)
            content.Notice($"At most {most} choices can be selected in QTI, and any number here. Give wrong choices a value below 0 %.");
        return new MultipleChoice(choices, !mapped, shuffle);
    }

    /// <summary>Whether a choice such as "All of the above" stays in its place while the others are shuffled.</summary>
    bool KeepsPlaces(List<XElement> choices)
    {
        if (!choices.Exists(choice => (string?)choice.Attribute("fixed") is "true" or "1"))
            return false;
        content.Notice(QtiContent.NotShuffled);
        return true;
    }

    /// <summary>Choices with the identifiers "true" and "false" are a statement.</summary>
    static TrueFalse? Statement(XElement interaction, List<Choice> choices)
    {
        var ids = interaction.Elements("simpleChoice").Select(choice => (string?)choice.Attribute("identifier")).ToList();
        return ids is ["true", "false"] ? new TrueFalse(choices[0].Fraction > 0, choices[0].Feedback, choices[1].Feedback) : null;
    }

    QuestionBody? Order(XElement interaction, QtiDeclaration declaration)
    {
        if (QtiXml.ById(interaction.Elements("simpleChoice"), "identifier", out var twice) is not { } choices)
            return Refused(twice!);
        if (declaration.Correct.Count != choices.Count || !declaration.Correct.All(choices.ContainsKey))
            return Refused("The item does not say the correct order of all its items. Complete the correctResponse.");
        return new Ordering([.. declaration.Correct.Select(id => content.Choice(choices[id]))]);
    }

    QuestionBody? Refused(string message)
    {
        Problem = message;
        return null;
    }
}
