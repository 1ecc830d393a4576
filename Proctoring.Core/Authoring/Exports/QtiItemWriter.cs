using System.Globalization;
using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Exports;

/// <summary>Writes a question as an item of QTI 2.2.</summary>
/// <param name="question">The question.</param>
/// <param name="identifier">Its identifier.</param>
/// <param name="language">The language of the exam.</param>
/// <param name="localised">Replaces references to pictures.</param>
internal sealed class QtiItemWriter(QuestionContent question, string identifier, string? language, Func<string, string> localised)
{
    static readonly XNamespace Qti = QtiWriter.Qti;

    readonly List<XElement> declarations = [];
    readonly List<XElement> conditions = [];

    public XElement Item()
    {
        var body = new XElement(Qti + "itemBody");
        if (question.Body is Blanks blanks)
            AddGaps(body, blanks);
        else
            body.Add(new XElement(Qti + "div", MarkdownXhtml.Nodes(localised(question.Text), Qti)), Interaction());
        return new XElement(
            Qti + "assessmentItem",
            new XAttribute("identifier", identifier),
            new XAttribute("title", question.Title),
            language is null ? null : new XAttribute(XNamespace.Xml + "lang", language),
            new XAttribute("adaptive", "false"),
            new XAttribute("timeDependent", "false"),
            declarations,
            Outcome("SCORE", 0),
            Outcome("MAXSCORE", question.Points),
            question.Explanation.Length == 0
                ? null
                : new XElement(
                    Qti + "outcomeDeclaration",
                    new XAttribute("identifier", "FEEDBACK"),
                    new XAttribute("cardinality", "single"),
                    new XAttribute("baseType", "identifier"),
                    new XElement(Qti + "defaultValue", new XElement(Qti + "value", "explanation"))
                ),
            body,
            Processing(),
            question.Explanation.Length == 0
                ? null
                : new XElement(
                    Qti + "modalFeedback",
                    new XAttribute("outcomeIdentifier", "FEEDBACK"),
                    new XAttribute("identifier", "explanation"),
                    new XAttribute("showHide", "show"),
                    MarkdownXhtml.Nodes(localised(question.Explanation), Qti)
                )
        );
    }

    IEnumerable<XElement?> Interaction() =>
        question.Body switch
        {
            SingleChoice single => [Choices("RESPONSE", "choiceInteraction", "simpleChoice", single.Choices, single.Shuffle, 1)],
            MultipleChoice multiple => [Several(multiple)],
            TrueFalse statement => [Statement(statement)],
            ShortText or NumberEntry => [new XElement(Qti + "p", Entry("RESPONSE", question.Body, 1))],
            Matching matching => [Match(matching)],
            Ordering ordering => [Order(ordering)],
            Essay essay => [Rubric(essay.Rubric), Free("extendedTextInteraction", null)],
            CodeEntry code =>
            [
                Rubric(code.Rubric),
                Free(
                    "extendedTextInteraction",
                    new XAttribute("format", "preFormatted"),
                    code.Language.Length > 0 ? new XAttribute("class", code.Language) : null
                ),
            ],
            FileUpload upload => [Rubric(upload.Rubric), Upload()],
            _ => [],
        };

    XElement Choices(string response, string interaction, string element, IReadOnlyList<Choice> choices, bool shuffle, decimal weight)
    {
        var correct = choices.Index().Where(choice => choice.Item.Fraction == 1).Select(choice => Id(choice.Index));
        Declare(response, "single", "identifier", correct.Take(1), choices.Select((choice, at) => (Id(at), choice.Fraction * weight)));
        MapResponse(response);
        return new XElement(
            Qti + interaction,
            new XAttribute("responseIdentifier", response),
            new XAttribute("shuffle", shuffle ? "true" : "false"),
            interaction == "choiceInteraction" ? new XAttribute("maxChoices", 1) : null,
            choices.Select((choice, at) => Choice(element, choice, Id(at)))
        );
    }

    XElement Several(MultipleChoice multiple)
    {
        var correct = multiple.Choices.Index().Where(choice => choice.Item.Fraction > 0).Select(choice => Id(choice.Index));
        if (multiple.AllOrNothing)
            Declare("RESPONSE", "multiple", "identifier", correct, []);
        else
        {
            Declare("RESPONSE", "multiple", "identifier", correct, multiple.Choices.Select((choice, at) => (Id(at), choice.Fraction)));
            MapResponse("RESPONSE");
        }

        return new XElement(
            Qti + "choiceInteraction",
            new XAttribute("responseIdentifier", "RESPONSE"),
            new XAttribute("shuffle", multiple.Shuffle ? "true" : "false"),
            new XAttribute("maxChoices", 0),
            multiple.Choices.Select((choice, at) => Choice("simpleChoice", choice, Id(at)))
        );
    }

    XElement Statement(TrueFalse statement)
    {
        Declare("RESPONSE", "single", "identifier", [statement.Correct ? "true" : "false"], []);
        return new XElement(
            Qti + "choiceInteraction",
            new XAttribute("responseIdentifier", "RESPONSE"),
            new XAttribute("shuffle", "false"),
            new XAttribute("maxChoices", 1),
            Choice("simpleChoice", new Choice("True", 0, statement.FeedbackTrue), "true"),
            Choice("simpleChoice", new Choice("False", 0, statement.FeedbackFalse), "false")
        );
    }

    XElement Choice(string element, Choice choice, string id) =>
        new(
            Qti + element,
            new XAttribute("identifier", id),
            MarkdownXhtml.InlineNodes(localised(choice.Text), Qti),
            choice.Feedback.Length == 0
                ? null
                : new XElement(
                    Qti + "feedbackInline",
                    new XAttribute("outcomeIdentifier", "RESPONSE"),
                    new XAttribute("identifier", id),
                    new XAttribute("showHide", "show"),
                    MarkdownXhtml.InlineNodes(localised(choice.Feedback), Qti)
                )
        );

    XElement Entry(string response, QuestionBody body, decimal weight)
    {
        if (body is NumberEntry { Accepted: [var first, ..] })
        {
            Declare(response, "single", "float", [Number(first.Value)], []);
            conditions.Add(Comparison(response, first.Tolerance, weight));
        }
        else if (body is ShortText text)
        {
            var accepted = text.Accepted.Where(one => one.Fraction > 0).Select(one => (Wildcards.Literal(one.Text), one.Fraction * weight));
            Declare(response, "single", "string", [], accepted, text.CaseSensitive);
            MapResponse(response);
        }

        return new XElement(Qti + "textEntryInteraction", new XAttribute("responseIdentifier", response));
    }

    void AddGaps(XElement body, Blanks blanks)
    {
        body.Add(new XElement(Qti + "div", MarkdownXhtml.Nodes(localised(question.Text), Qti)));
        foreach (var (index, gap) in blanks.Gaps.Index())
        {
            var response = string.Create(CultureInfo.InvariantCulture, $"RESPONSE_{index + 1}");
            var interaction = gap.Body is SingleChoice single
                ? Choices(response, "inlineChoiceInteraction", "inlineChoice", single.Choices, single.Shuffle, gap.Weight)
                : Entry(response, gap.Body, gap.Weight);
            var mark = string.Create(CultureInfo.InvariantCulture, $"{{{{{index + 1}}}}}");
            var text = body.DescendantNodes().OfType<XText>().FirstOrDefault(node => node.Value.Contains(mark, StringComparison.Ordinal));
            if (text is null)
                continue;
            var at = text.Value.IndexOf(mark, StringComparison.Ordinal);
            text.ReplaceWith(new XText(text.Value[..at]), interaction, new XText(text.Value[(at + mark.Length)..]));
        }
    }

    XElement Match(Matching matching)
    {
        var matches = matching.Pairs.Select(pair => pair.Match).Concat(matching.Distractors).Distinct().ToList();
        var pairs = matching.Pairs.Select(
            (pair, at) => string.Create(CultureInfo.InvariantCulture, $"p{at + 1} m{matches.IndexOf(pair.Match) + 1}")
        );
        Declare("RESPONSE", "multiple", "directedPair", pairs, pairs.Select(pair => (pair, 1m)));
        MapResponse("RESPONSE");
        return new XElement(
            Qti + "matchInteraction",
            new XAttribute("responseIdentifier", "RESPONSE"),
            new XAttribute("shuffle", "true"),
            new XAttribute("maxAssociations", matching.Pairs.Count),
            new XElement(Qti + "simpleMatchSet", matching.Pairs.Select((pair, at) => Associable($"p{at + 1}", pair.Prompt, 1))),
            new XElement(Qti + "simpleMatchSet", matches.Select((match, at) => Associable($"m{at + 1}", match, matching.Pairs.Count)))
        );
    }

    XElement Associable(string id, string text, int most) =>
        new(
            Qti + "simpleAssociableChoice",
            new XAttribute("identifier", id),
            new XAttribute("matchMax", most),
            MarkdownXhtml.InlineNodes(localised(text), Qti)
        );

    XElement Order(Ordering ordering)
    {
        Declare("RESPONSE", "ordered", "identifier", ordering.Items.Select((_, at) => Id(at)), []);
        return new XElement(
            Qti + "orderInteraction",
            new XAttribute("responseIdentifier", "RESPONSE"),
            new XAttribute("shuffle", "true"),
            ordering.Items.Select((item, at) => Choice("simpleChoice", new Choice(item), Id(at)))
        );
    }

    XElement Free(string interaction, params XAttribute?[]? attributes)
    {
        Declare("RESPONSE", "single", "string", [], []);
        return new XElement(Qti + interaction, new XAttribute("responseIdentifier", "RESPONSE"), attributes);
    }

    XElement Upload()
    {
        Declare("RESPONSE", "single", "file", [], []);
        return new XElement(Qti + "uploadInteraction", new XAttribute("responseIdentifier", "RESPONSE"));
    }

    XElement? Rubric(string rubric) =>
        rubric.Length == 0
            ? null
            : new XElement(Qti + "rubricBlock", new XAttribute("view", "scorer"), MarkdownXhtml.Nodes(localised(rubric), Qti));

    void Declare(
        string response,
        string cardinality,
        string type,
        IEnumerable<string> correct,
        IEnumerable<(string Key, decimal Value)> mapping,
        bool caseSensitive = true
    )
    {
        var entries = mapping.ToList();
        var values = correct.ToList();
        declarations.Add(
            new XElement(
                Qti + "responseDeclaration",
                new XAttribute("identifier", response),
                new XAttribute("cardinality", cardinality),
                new XAttribute("baseType", type),
                values.Count == 0
                    ? null
                    : new XElement(Qti + "correctResponse", values.Select(value => new XElement(Qti + "value", value))),
                entries.Count == 0
                    ? null
                    : new XElement(
                        Qti + "mapping",
                        new XAttribute("defaultValue", "0"),
                        entries.Select(entry => new XElement(
                            Qti + "mapEntry",
                            new XAttribute("mapKey", entry.Key),
                            new XAttribute("mappedValue", Number(entry.Value)),
                            caseSensitive ? null : new XAttribute("caseSensitive", "false")
                        ))
                    )
            )
        );
    }

    void MapResponse(string response) => conditions.Add(new XElement(Qti + "mapResponse", new XAttribute("identifier", response)));

    /// <summary>The weight if a number lies within the tolerance; otherwise 0.</summary>
    static XElement Comparison(string response, double tolerance, decimal weight) =>
        new(
            Qti + "product",
            new XElement(Qti + "baseValue", new XAttribute("baseType", "float"), Number(weight)),
            new XElement(
                Qti + "equal",
                new XAttribute("toleranceMode", "absolute"),
                new XAttribute("tolerance", $"{Number(tolerance)} {Number(tolerance)}"),
                new XElement(Qti + "variable", new XAttribute("identifier", response)),
                new XElement(Qti + "correct", new XAttribute("identifier", response))
            )
        );

    /// <summary>Sums what each response gives; a number is compared in a condition of its own, as QTI cannot compute with truth.</summary>
    XElement? Processing()
    {
        if (question.Body is Essay or CodeEntry or FileUpload)
            return null;
        if (conditions.Count == 0)
            return new XElement(
                Qti + "responseProcessing",
                new XAttribute("template", "http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct")
            );
        return new XElement(
            Qti + "responseProcessing",
            conditions.Select(condition =>
                condition.Name.LocalName == "product"
                    ? new XElement(
                        Qti + "responseCondition",
                        new XElement(Qti + "responseIf", condition.Elements().Last(), Add(condition.Elements().First()))
                    )
                    : Add(condition)
            )
        );
    }

    static XElement Add(XElement value) =>
        new(
            Qti + "setOutcomeValue",
            new XAttribute("identifier", "SCORE"),
            new XElement(Qti + "sum", new XElement(Qti + "variable", new XAttribute("identifier", "SCORE")), value)
        );

    static XElement Outcome(string identifier, decimal value) =>
        new(
            Qti + "outcomeDeclaration",
            new XAttribute("identifier", identifier),
            new XAttribute("cardinality", "single"),
            new XAttribute("baseType", "float"),
            new XElement(Qti + "defaultValue", new XElement(Qti + "value", Number(value)))
        );

    static string Id(int index) => string.Create(CultureInfo.InvariantCulture, $"c{index + 1}");

    static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
