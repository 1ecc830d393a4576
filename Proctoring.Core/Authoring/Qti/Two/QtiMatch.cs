using System.Globalization;
using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Qti.Two;

/// <summary>Reads interactions whose response is a set of pairs.</summary>
internal static class QtiMatch
{
    public static Matching? Pairs(XElement interaction, QtiDeclaration declaration, QtiContent content, out string? problem)
    {
        problem = null;
        var sets = interaction.Elements("simpleMatchSet").Select(set => set.Elements("simpleAssociableChoice").ToList()).ToList();
        if (sets.Count != 2)
        {
            problem = "The item does not have two sets of choices.";
            return null;
        }

        var correct = Correct(declaration);
        var (left, right) = (sets[0], sets[1]);
        List<MatchPair> pairs = [];
        foreach (var prompt in left)
        {
            var matches = right
                .Where(match => correct.Contains((Id(prompt), Id(match))) || correct.Contains((Id(match), Id(prompt))))
                .ToList();
            if (matches.Count != 1)
            {
                problem =
                    matches.Count == 0
                        ? $"“{prompt.Value.Trim()}” has no correct match."
                        : $"“{prompt.Value.Trim()}” has several correct matches, which is not supported. Use multiple choice.";
                return null;
            }

            pairs.Add(new MatchPair(content.Choice(prompt), content.Choice(matches[0])));
        }

        var used = pairs.Select(pair => pair.Match).ToHashSet();
        return new Matching(pairs, [.. right.Select(content.Choice).Where(match => !used.Contains(match))]);
    }

    /// <summary>Pairs within one list: the first of each pair becomes a prompt.</summary>
    public static Matching? Associations(XElement interaction, QtiDeclaration declaration, QtiContent content, out string? problem)
    {
        if (QtiXml.ById(interaction.Elements("simpleAssociableChoice"), "identifier", out problem) is not { } choices)
            return null;
        var correct = Correct(declaration).Where(pair => choices.ContainsKey(pair.Item1) && choices.ContainsKey(pair.Item2)).ToList();
        var used = correct.SelectMany(pair => new[] { pair.Item1, pair.Item2 }).ToList();
        problem =
            correct.Count == 0 ? "The item does not say which choices form pairs."
            : used.Distinct().Count() < used.Count ? "A choice belongs to several pairs, which is not supported. Use multiple choice."
            : null;
        if (problem is not null)
            return null;
        content.Notice("The pairs are formed within one list in QTI. Here the first of each pair is given and the second is chosen.");
        return new Matching(
            [.. correct.Select(pair => new MatchPair(content.Choice(choices[pair.Item1]), content.Choice(choices[pair.Item2])))],
            [.. choices.Where(choice => !used.Contains(choice.Key)).Select(choice => content.Choice(choice.Value))]
        );
    }

    /// <summary>Each gap becomes a list of all words.</summary>
    public static Blanks? Gaps(XElement interaction, QtiDeclaration declaration, QtiContent content, out string? problem)
    {
        problem = null;
        if (interaction.Elements("gapImg").Any())
        {
            problem = "The item moves pictures into gaps, which is not supported.";
            return null;
        }

        var words = interaction.Elements("gapText").ToList();
        var correct = Correct(declaration);
        List<Gap> gaps = [];
        foreach (var gap in interaction.Descendants("gap").ToList())
        {
            gaps.Add(
                new Gap(
                    new SingleChoice([
                        .. words.Select(word => new Choice(
                            content.Choice(word),
                            correct.Contains((Id(word), Id(gap))) || correct.Contains((Id(gap), Id(word))) ? 1 : 0
                        )),
                    ])
                )
            );
            gap.ReplaceWith(new XText(string.Create(CultureInfo.InvariantCulture, $"{GapMarks.Start}{gaps.Count}{GapMarks.End}")));
        }

        content.Notice("The words are moved into the text in QTI. Here each gap is a list of choices.");
        return new Blanks(gaps);
    }

    static string Id(XElement element) => ((string?)element.Attribute("identifier") ?? "").Trim();

    static HashSet<(string, string)> Correct(QtiDeclaration declaration)
    {
        var texts =
            declaration.Correct.Count > 0
                ? declaration.Correct
                : declaration.Mapping.Where(entry => entry.Value > 0).Select(entry => entry.Key);
        return
        [
            .. texts
                .Select(text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                .Where(pair => pair.Length == 2)
                .Select(pair => (pair[0], pair[1])),
        ];
    }
}
