using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Proctoring.Core.Authoring.Qti.Two;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Qti.One;

/// <summary>Reads the text and the task of an item of QTI 1.2.</summary>
internal sealed class QtiOneBodies(
    XElement item,
    XElement presentation,
    string type,
    QtiOneScoring scoring,
    QtiOneFeedback feedback,
    QtiOneTexts texts
)
{
    static readonly string[] Responses = ["response_lid", "response_str", "response_num"];

    readonly List<XElement> responses = [.. presentation.Descendants().Where(element => Responses.Contains(element.Name.LocalName))];
    readonly QtiOneAccepted accepted = new(scoring, texts);

    /// <summary>The text, Markdown.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Why the item cannot be read.</summary>
    public string? Problem { get; private set; }

    public QuestionBody? Read()
    {
        var html = Html();
        var marked = Marked(html);
        html = Stripped(html);
        if (presentation.Descendants("response_label").Any(label => (string?)label.Attribute("scoring_algorithm") == "TextRegex"))
            return Refuse("A gap is compared with a regular expression, which is not supported. Write the accepted texts.");
        if (NamedGaps(html) is { } named)
            return named;
        Text = texts.Markdown(html);
        if (responses.Count == 0)
            return Refuse("The item has no question. A text without a question is not imported; add it to the question it belongs to.");
        if (type.StartsWith("categorization", StringComparison.Ordinal))
            return new QtiOneMatching(presentation, responses, scoring, texts).Categories(out var problem) ?? Refuse(problem!);
        if (responses.Count > 1)
            return responses.TrueForAll(response => response.Name.LocalName == "response_lid")
                ? new QtiOneMatching(presentation, responses, scoring, texts).Read()
                : Gaps(marked);
        var response = responses[0];
        if (response.Name.LocalName == "response_lid")
            return Choices(response);
        if (type.Contains("fileupload", StringComparison.Ordinal))
            return new FileUpload([], Rubric: Rubric());
        if (type.Contains("essay", StringComparison.Ordinal) || type == "shortresponse" || !accepted.Any(response))
            return new Essay(Rubric());
        return HasTextAfterGap(marked) ? Gaps(marked) : Entry(response);
    }

    /// <summary>The material outside of responses, with a mark for each response.</summary>
    string Html()
    {
        var root =
            presentation.Descendants("flow").FirstOrDefault(flow => (string?)flow.Attribute("class") == "QUESTION_BLOCK") ?? presentation;
        var html = new StringBuilder();
        foreach (var element in root.Descendants())
        {
            if (responses.Contains(element))
                html.Append(CultureInfo.InvariantCulture, $"{GapMarks.Start}{responses.IndexOf(element) + 1}{GapMarks.End}");
            else if (!element.Ancestors().Any(responses.Contains))
                html.Append(QtiOneTexts.Part(element));
        }

        return html.ToString();
    }

    string Marked(string html) => GapMarks.Written(texts.Markdown(html), texts.Notice);

    string Stripped(string html)
    {
        for (var number = 1; number <= responses.Count; number++)
            html = html.Replace($"{GapMarks.Start}{number}{GapMarks.End}", "", StringComparison.Ordinal);
        return html;
    }

    static bool HasTextAfterGap(string marked)
    {
        var end = marked.LastIndexOf("}}", StringComparison.Ordinal);
        return end >= 0 && QtiFile.Plain(marked[(end + 2)..]).Any(char.IsLetterOrDigit);
    }

    /// <summary>Gaps that the text names in brackets, as in "[color]"; null if it does not.</summary>
    Blanks? NamedGaps(string html)
    {
        var names =
            responses.Count > 0
                ? responses.Select(response => ((string?)response.Attribute("ident") ?? "").Trim()).ToList()
                : [.. scoring.Conditions.SelectMany(condition => condition.Tests("varequal")).Select(QtiOneAccepted.Respondent).Distinct()];
        var places = names.Select(name => PlaceOf(html, name)).ToList();
        if (
            names.Count == 0
            || places.Exists(place => place is null)
            || (
                names.Count == 1
                && !type.Contains("blank", StringComparison.Ordinal)
                && !type.Contains("dropdown", StringComparison.Ordinal)
            )
        )
            return null;
        List<Gap> gaps = [];
        foreach (var (index, name) in names.Index())
        {
            var response = responses.Count > 0 ? responses[index] : null;
            QuestionBody body =
                response is not { Name.LocalName: "response_lid" } ? accepted.Texts(name)
                : type.StartsWith("fillin", StringComparison.Ordinal) && !IsList(response) ? accepted.Labels(response, CaseCounts)
                : new SingleChoice(ChoicesOf(response));
            gaps.Add(new Gap(body));
            html = html.Replace(places[index]!, $"{GapMarks.Start}{index + 1}{GapMarks.End}", StringComparison.Ordinal);
        }

        Text = Marked(html);
        return new Blanks(gaps);
    }

    bool CaseCounts =>
        item.Descendants("fieldlabel")
            .Any(label => label.Value.Trim() == "case_sensitive" && label.Parent?.Element("fieldentry")?.Value.Trim() == "true");

    /// <summary>Whether the newer Canvas shows the words of a gap to choose from.</summary>
    static bool IsList(XElement response) =>
        response.Descendants("response_label").Any(label => (string?)label.Attribute("answer_type") is "dropdown" or "wordbank");

    static string? PlaceOf(string html, string name)
    {
        var plain = name.Trim('[', ']');
        if (plain.StartsWith("response_", StringComparison.Ordinal))
            plain = plain["response_".Length..];
        var place = $"[{plain}]";
        return plain.Length > 0 && html.Contains(place, StringComparison.Ordinal) ? place : null;
    }

    Blanks? Gaps(string marked)
    {
        Text = marked;
        List<Gap> gaps = [];
        foreach (var response in responses)
        {
            if ((response.Name.LocalName == "response_lid" ? new SingleChoice(ChoicesOf(response)) : Entry(response)) is not { } body)
                return null;
            gaps.Add(new Gap(body));
        }

        return new Blanks(gaps);
    }

    QuestionBody? Entry(XElement response)
    {
        var kind = (string?)response.Element("render_fib")?.Attribute("fibtype") ?? "";
        var isNumber =
            response.Name.LocalName == "response_num"
            || kind is "Integer" or "Decimal" or "Scientific"
            || type.StartsWith("numeric", StringComparison.Ordinal);
        if (!isNumber)
            return accepted.Texts((string?)response.Attribute("ident") ?? "");
        return accepted.Numbers((string?)response.Attribute("ident") ?? "", out var problem) ?? Refuse(problem!);
    }

    QuestionBody? Choices(XElement response)
    {
        var cardinality = (string?)response.Attribute("rcardinality") ?? "Single";
        var shuffle = ((string?)response.Element("render_choice")?.Attribute("shuffle") ?? "").Equals(
            "yes",
            StringComparison.OrdinalIgnoreCase
        );
        if (cardinality.Equals("ordered", StringComparison.OrdinalIgnoreCase))
            return Order(response);
        if (QtiXml.ById(response.Descendants("response_label"), "ident", out var twice) is null)
            return Refuse(twice!);
        if (shuffle && response.Descendants("response_label").Any(KeepsPlace))
        {
            texts.Notice(QtiContent.NotShuffled);
            shuffle = false;
        }

        if (cardinality.Equals("multiple", StringComparison.OrdinalIgnoreCase))
            return Several(response, shuffle);
        var choices = ChoicesOf(response);
        var truths = choices.Select(choice => Truth(choice.Text)).ToList();
        if (truths.Count == 2 && truths.Contains(true) && truths.Contains(false) && choices.Exists(choice => choice.Fraction == 1))
        {
            var (right, wrong) = (choices[truths.IndexOf(true)], choices[truths.IndexOf(false)]);
            return new TrueFalse(right.Fraction == 1, right.Feedback, wrong.Feedback);
        }

        return new SingleChoice(choices, shuffle);
    }

    /// <summary>Whether a choice such as "All of the above" stays in its place while the others are shuffled.</summary>
    static bool KeepsPlace(XElement label) =>
        ((string?)label.Attribute("rshuffle") ?? "").Equals("no", StringComparison.OrdinalIgnoreCase);

    static bool? Truth(string text) =>
        text.ToUpperInvariant() switch
        {
            "TRUE" => true,
            "FALSE" => false,
            _ => null,
        };

    List<Choice> ChoicesOf(XElement response)
    {
        var labels = response.Descendants("response_label").ToList();
        var scores = labels.Select(label => accepted.Score(response, label)).ToList();
        var best = scores.DefaultIfEmpty(0).Max();
        return
        [
            .. labels.Zip(
                scores,
                (label, score) =>
                    new Choice(
                        TextOf(label),
                        best > 0 ? Math.Clamp(score / best, -1, 1) : 0,
                        feedback.Of(
                            accepted
                                .Conditions(response, label)
                                .Where(condition => !condition.IsCombined)
                                .SelectMany(condition => condition.Feedback)
                        )
                    )
            ),
        ];
    }

    /// <summary>Blackboard writes "yes_no.true" and the like instead of the words.</summary>
    string TextOf(XElement label)
    {
        var text = texts.Markdown(label);
        return QtiOneTexts.Plain(label) switch
        {
            "true_false.true" => "True",
            "true_false.false" => "False",
            "yes_no.true" => "Yes",
            "yes_no.false" => "No",
            "agree_disagree.true" => "Agree",
            "agree_disagree.false" => "Disagree",
            "right_wrong.true" => "Right",
            "right_wrong.false" => "Wrong",
            _ => text,
        };
    }

    MultipleChoice Several(XElement response, bool shuffle)
    {
        var choices = ChoicesOf(response);
        if (scoring.Scoring.FirstOrDefault(condition => condition.Score > 0 && condition.IsCombined) is { } combined)
        {
            var correct = combined.Tests("varequal").Select(test => test.Value.Trim()).ToHashSet();
            var labels = response.Descendants("response_label").Select(label => ((string?)label.Attribute("ident") ?? "").Trim());
            choices =
            [
                .. choices.Zip(labels, (choice, label) => choice with { Fraction = correct.Contains(label) ? 1m / correct.Count : 0 }),
            ];
            var partial = item.Descendants("bbmd_partialcredit").FirstOrDefault()?.Value.Trim() == "true";
            return new MultipleChoice(choices, !partial, shuffle);
        }

        var sum = choices.Sum(choice => Math.Max(0, choice.Fraction));
        if (sum > 0)
            choices = [.. choices.Select(choice => choice with { Fraction = Math.Clamp(choice.Fraction / sum, -1, 1) })];
        return new MultipleChoice(choices, false, shuffle);
    }

    QuestionBody? Order(XElement response)
    {
        if (QtiXml.ById(response.Descendants("response_label"), "ident", out var twice) is not { } labels)
            return Refuse(twice!);
        var order = scoring
            .Scoring.Where(condition => condition.Score > 0)
            .Select(condition => condition.Tests("varequal").Select(test => test.Value.Trim()).ToList())
            .FirstOrDefault(ids => ids.Count == labels.Count && ids.TrueForAll(labels.ContainsKey));
        return order is null
            ? Refuse("The item does not say the correct order of all its items.")
            : new Ordering([.. order.Select(id => TextOf(labels[id]))]);
    }

    string Rubric() =>
        texts.Markdown(item.Elements("itemfeedback").FirstOrDefault(element => (string?)element.Attribute("ident") == "solution"));

    QuestionBody? Refuse(string message)
    {
        Problem = message;
        return null;
    }
}
