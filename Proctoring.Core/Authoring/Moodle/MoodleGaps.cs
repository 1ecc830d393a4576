using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Moodle;

/// <summary>Reads the types whose text has "[[1]]" where the first word of a list belongs.</summary>
internal static partial class MoodleGaps
{
    /// <summary>Returns a gap with a list of choices for each mark; null after the reason was reported.</summary>
    /// <param name="question">The question.</param>
    /// <param name="name">The name of the elements with the words.</param>
    /// <param name="texts">Its texts.</param>
    public static Blanks? Read(XElement question, string name, MoodleTexts texts)
    {
        var options = question.Elements(name).ToList();
        var text = question.Element("questiontext")?.Element("text");
        var marks = Mark()
            .Matches(text?.Value ?? "")
            .Select(mark => int.Parse(mark.Groups[1].Value, CultureInfo.InvariantCulture))
            .ToList();
        if (marks.FirstOrDefault(mark => mark < 1 || mark > options.Count) is not 0 and var wrong)
        {
            texts.Reject($"The text contains [[{wrong}]], but the question has {options.Count} words.");
            return null;
        }

        var group = (XElement option) => ((string?)option.Element("group") ?? "1").Trim();
        var gaps = marks.Select(mark => new Gap(
            new SingleChoice(
                [
                    .. options
                        .Index()
                        .Where(option => group(option.Item) == group(options[mark - 1]))
                        .Select(option => new Choice(texts.Markdown(option.Item), option.Index == mark - 1 ? 1 : 0)),
                ],
                MoodleBodies.IsTrue(question.Element("shuffleanswers"))
            )
        ));
        var result = new Blanks([.. gaps]);
        if (name == "dragbox")
            texts.Notice("The words are dragged into the text in Moodle. Here each gap is a list of choices.");
        // The marks name the words; our gaps are numbered in the order of the text.
        var number = 0;
        if (text is not null)
            text.Value = Mark().Replace(text.Value, _ => string.Create(CultureInfo.InvariantCulture, $"[[{++number}]]"));
        return result;
    }

    [GeneratedRegex(@"\[\[(\d{1,4})\]\]")]
    private static partial Regex Mark();
}
