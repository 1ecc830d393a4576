using System.Xml.Linq;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Qti.One;

/// <summary>Reads an item of QTI 1.2 with a list of choices for each prompt.</summary>
internal sealed class QtiOneMatching(XElement presentation, IReadOnlyList<XElement> responses, QtiOneScoring scoring, QtiOneTexts texts)
{
    public Matching Read()
    {
        var right = RightSides();
        List<MatchPair> pairs = [];
        HashSet<string> all = [.. right];
        foreach (var response in responses)
        {
            var labels = response.Descendants("response_label").ToList();
            var matches = labels
                .Select((label, at) => texts.Markdown(label) is { Length: > 0 } text ? text : right.ElementAtOrDefault(at) ?? "")
                .ToList();
            all.UnionWith(matches.Where(match => match.Length > 0));
            var correct = Correct(response);
            var place = labels.FindIndex(label => ((string?)label.Attribute("ident") ?? "").Trim() == correct);
            pairs.Add(new MatchPair(Prompt(response), place < 0 ? "" : matches[place]));
        }

        return new Matching(pairs, [.. all.Where(match => !pairs.Exists(pair => pair.Match == match))]);
    }

    /// <summary>Reads the categories of Canvas: each of their entries is a prompt, and its category the match. Returns null with the
    /// problem if there are no entries.</summary>
    public Matching? Categories(out string? problem)
    {
        List<MatchPair> pairs = [];
        HashSet<string> used = [];
        foreach (var response in responses)
        {
            var category = Prompt(response);
            if (QtiXml.ById(response.Descendants("response_label"), "ident", out problem) is not { } labels)
                return null;
            foreach (var entry in AllCorrect(response).Where(id => labels.ContainsKey(id) && used.Add(id)))
                pairs.Add(new MatchPair(texts.Markdown(labels[entry]), category));
        }

        var unused = responses
            .SelectMany(response => response.Descendants("response_label"))
            .Where(label => !used.Contains(((string?)label.Attribute("ident") ?? "").Trim()))
            .Select(QtiOneTexts.Plain)
            .Distinct()
            .ToList();
        if (unused.Count > 0)
            texts.Notice($"The entries of no category are left out: {string.Join(", ", unused)}.");
        problem = pairs.Count == 0 ? "The item does not say which entries belong to a category." : null;
        return problem is null ? new Matching(pairs, []) : null;
    }

    string? Correct(XElement response) => AllCorrect(response).FirstOrDefault();

    IEnumerable<string> AllCorrect(XElement response) =>
        scoring
            .Scoring.Where(condition => condition.Score > 0)
            .SelectMany(condition => condition.Tests("varequal"))
            .Where(test => QtiOneAccepted.Respondent(test) == ((string?)response.Attribute("ident") ?? "").Trim())
            .Select(test => test.Value.Trim());

    /// <summary>The material of the response, or in Blackboard the material beside it.</summary>
    string Prompt(XElement response)
    {
        var own = string.Concat(
            response.Descendants().Where(element => !element.AncestorsAndSelf("response_label").Any()).Select(QtiOneTexts.Part)
        );
        if (own.Length > 0)
            return texts.Markdown(own);
        return texts.Markdown(
            string.Concat((response.Parent?.Elements() ?? []).Where(element => element != response).Select(QtiOneTexts.Html))
        );
    }

    /// <summary>The matches of Blackboard, which stand apart; a choice names them by its place.</summary>
    List<string> RightSides() =>
        [
            .. presentation
                .Descendants("flow")
                .Where(flow => (string?)flow.Attribute("class") == "RIGHT_MATCH_BLOCK")
                .Elements("flow")
                .Select(flow => texts.Markdown(flow)),
        ];
}
