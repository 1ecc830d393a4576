using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Qti.One;

/// <summary>Reads from the conditions of an item of QTI 1.2 which responses are accepted.</summary>
internal sealed class QtiOneAccepted(QtiOneScoring scoring, QtiOneTexts texts)
{
    /// <summary>The response that a test is about.</summary>
    public static string Respondent(XElement test) => ((string?)test.Attribute("respident") ?? "").Trim();

    /// <summary>Whether any text or number is accepted for a response.</summary>
    public bool Any(XElement response) =>
        Scoring()
            .Any(condition => condition.Element.Element("conditionvar")?.Descendants().Any(test => IsAbout(test, Ident(response))) == true);

    /// <summary>The conditions that test one choice.</summary>
    public IEnumerable<QtiOneCondition> Conditions(XElement response, XElement label) =>
        scoring.Conditions.Where(condition => condition.Tests("varequal").Any(test => Names(test, Ident(response), Ident(label))));

    /// <summary>The points of a choice in the item's own scale.</summary>
    public decimal Score(XElement response, XElement label) =>
        Conditions(response, label).Select(condition => condition.Score).DefaultIfEmpty(0).Aggregate(Larger);

    public ShortText Texts(string response)
    {
        List<AcceptedText> accepted = [];
        var sensitive = false;
        var best = Scoring().Select(condition => condition.Score).DefaultIfEmpty(1).Max();
        foreach (var condition in Scoring())
        {
            var share = condition.IsCombined ? 1 : condition.Score / best;
            foreach (var test in condition.Tests("varequal").Concat(condition.Tests("varsubstring")))
            {
                var text = test.Value.Trim().Replace("*", "\\*", StringComparison.Ordinal);
                if (!IsAbout(test, response) || text.Length == 0)
                    continue;
                sensitive |= (string?)test.Attribute("case") is "Yes" or "yes";
                accepted.Add(new AcceptedText(test.Name.LocalName == "varsubstring" ? $"*{text}*" : text, share));
            }
        }

        return new ShortText([.. accepted.DistinctBy(text => text.Text)], sensitive);
    }

    /// <summary>The texts that Canvas accepts in a gap: all of them, although its conditions often name only the first.</summary>
    public ShortText Labels(XElement response, bool caseSensitive)
    {
        List<AcceptedText> accepted = [];
        foreach (var label in response.Descendants("response_label"))
        {
            var text = QtiOneTexts.Plain(label).Replace("*", "\\*", StringComparison.Ordinal);
            var way = (string?)label.Attribute("scoring_algorithm");
            if (way == "TextCloseEnough")
                texts.Notice($"“{text}” may have wrong letters in Canvas. Here it must be written exactly.");
            accepted.Add(new AcceptedText(way == "TextContainsAnswer" ? $"*{text}*" : text));
        }

        return new ShortText([.. accepted.DistinctBy(text => text.Text)], caseSensitive);
    }

    public NumberEntry? Numbers(string response, out string? problem)
    {
        List<AcceptedNumber> accepted = [];
        problem = null;
        var best = Scoring().Select(condition => condition.Score).DefaultIfEmpty(1).Max();
        foreach (var condition in Scoring())
        {
            var exact = Value("varequal");
            var (low, high) = (Value("vargte") ?? Value("vargt"), Value("varlte") ?? Value("varlt"));
            if (exact is null && (low is null || high is null))
                continue;
            var value = exact ?? NumberRange.Middle(low!.Value, high!.Value);
            if (condition.Tests("varequal").Select(test => Percent.CommaNotice(test.Value)).OfType<string>().FirstOrDefault() is { } comma)
                texts.Notice(comma);
            accepted.AddRange(NumberRange.Of(value, value - (low ?? value), (high ?? value) - value, condition.Score / best));

            double? Value(string name) =>
                condition.Tests(name).Where(test => IsAbout(test, response)).Select(test => Percent.Double(test.Value)).FirstOrDefault();
        }

        if (accepted.Count == 0)
            problem = "The item does not say which number is correct.";
        return accepted.Count == 0 ? null : new NumberEntry(accepted, []);
    }

    IEnumerable<QtiOneCondition> Scoring() => scoring.Scoring.Where(condition => condition.Score > 0);

    static bool IsAbout(XElement test, string response)
    {
        var respondent = Respondent(test);
        return respondent.Length > 0 ? respondent == response : test.Name.LocalName.StartsWith("var", StringComparison.Ordinal);
    }

    /// <summary>Blackboard also tests the choice itself as the response.</summary>
    static bool Names(XElement test, string response, string label) =>
        (Respondent(test) == response && test.Value.Trim() == label) || (Respondent(test) == label && label.Length > 0);

    static string Ident(XElement element) => ((string?)element.Attribute("ident") ?? "").Trim();

    static decimal Larger(decimal first, decimal second) => Math.Abs(first) >= Math.Abs(second) ? first : second;
}
