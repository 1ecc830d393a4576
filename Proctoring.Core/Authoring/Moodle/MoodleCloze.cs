using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Moodle;

/// <summary>Reads a text with embedded answers such as "{1:MULTICHOICE:=yes~no}" (docs.moodle.org, "Embedded Answers (Cloze)").</summary>
internal static partial class MoodleCloze
{
    /// <summary>Returns the text with "{{1}}" and so on, and the gaps; null after the reason was reported.</summary>
    public static (string Text, Blanks Body)? Read(XElement? element, MoodleTexts texts)
    {
        if (element is null)
        {
            texts.Reject("The question has no text.");
            return null;
        }

        var raw = MoodleTexts.Raw(element);
        var marked = new StringBuilder();
        List<Gap> gaps = [];
        var at = 0;
        foreach (Match found in Embedded().Matches(raw))
        {
            // A gap without its closing brace would swallow the next one.
            if (IsUnread(found.Groups["answers"].Value, texts) || Gap(found, element, texts, gaps.Count + 1) is not { } gap)
                return null;
            gaps.Add(gap);
            marked.Append(raw, at, found.Index - at);
            marked.Append(CultureInfo.InvariantCulture, $"{GapMarks.Start}{gaps.Count}{GapMarks.End}");
            at = found.Index + found.Length;
        }

        if (gaps.Count == 0)
        {
            texts.Reject("The text has no gaps. Write one like {1:SHORTANSWER:=answer}.");
            return null;
        }

        marked.Append(raw, at, raw.Length - at);
        // The candidate would read the answers of a gap that stays text.
        return IsUnread(marked.ToString(), texts) ? null : (texts.Converted(element, marked.ToString()), new Blanks(gaps));
    }

    static bool IsUnread(string text, MoodleTexts texts)
    {
        if (Unread().Match(text) is not { Success: true } unread)
            return false;
        texts.Reject(
            $"The gap “{unread.Value}…” cannot be read: its type is not known, or a closing brace is missing. Correct it, or write "
                + "\\{ for a brace in the text."
        );
        return true;
    }

    static Gap? Gap(Match found, XElement element, MoodleTexts texts, int number)
    {
        var weight = found.Groups["weight"].Value;
        var type = found.Groups["type"].Value.ToUpperInvariant();
        var answers = Answers(found.Groups["answers"].Value);
        if (answers.FirstOrDefault(answer => answer.Share is null) is { Share: null, Text: not null } wrong)
            return Refuse($"the percentage of “{wrong.Text}” is not a number.");
        QuestionBody? body;
        if (type.StartsWith("MULTIRESPONSE", StringComparison.Ordinal) || type.StartsWith("MR", StringComparison.Ordinal))
            return Refuse($"“{type}” asks for several choices in one gap, which is not supported. Use multiple choice.");
        if (type.StartsWith("NUMERICAL", StringComparison.Ordinal) || type == "NM")
        {
            body = Numbers(answers, Text, out var problem) ?? (QuestionBody?)Refused(problem!);
            foreach (var comma in answers.Select(answer => Percent.CommaNotice(Plain(answer.Text).Split(':')[0])).OfType<string>())
                texts.Notice(comma);
        }
        else if (type.StartsWith("SHORTANSWER", StringComparison.Ordinal) || type is "SA" or "MW" or "SAC" or "MWC")
            body = new ShortText(
                [.. answers.Select(answer => new AcceptedText(Plain(answer.Text), answer.Share!.Value, Text(answer.Feedback)))],
                type.EndsWith('C') || type.EndsWith("_C", StringComparison.Ordinal)
            );
        else
            body = new SingleChoice(
                [.. answers.Select(answer => new Choice(Text(answer.Text), answer.Share!.Value, Text(answer.Feedback)))],
                type.EndsWith('S')
            );
        return body is null
            ? null
            : new Gap(body, weight.Length == 0 ? 1 : Math.Max(1, decimal.Parse(weight, CultureInfo.InvariantCulture)));

        string Text(string text) => texts.Converted(element, text);

        Gap? Refuse(string message)
        {
            texts.Reject($"Gap {number}: {message}");
            return null;
        }

        QuestionBody? Refused(string message)
        {
            Refuse(message);
            return null;
        }
    }

    static string Plain(string text) => WebUtility.HtmlDecode(Tags().Replace(text, "")).Trim();

    static NumberEntry? Numbers(
        IEnumerable<(decimal? Share, string Text, string Feedback)> answers,
        Func<string, string> convert,
        out string? problem
    )
    {
        List<AcceptedNumber> accepted = [];
        problem = null;
        foreach (var (share, text, feedback) in answers)
        {
            if (text == "*" && share == 0)
                continue;
            var parts = Plain(text).Split(':', 2);
            if (Percent.Double(parts[0]) is not { } value || (parts.Length > 1 && Percent.Double(parts[1]) is not >= 0))
            {
                problem = $"the answer “{text}” is not a number.";
                return null;
            }

            accepted.Add(
                new AcceptedNumber(value, parts.Length > 1 ? Percent.Double(parts[1])!.Value : 0, share!.Value, convert(feedback))
            );
        }

        return new NumberEntry(accepted, []);
    }

    static List<(decimal? Share, string Text, string Feedback)> Answers(string text)
    {
        List<(decimal?, string, string)> answers = [];
        foreach (var part in Unescaped(text, '~').Select(part => part.Trim()).Where(part => part.Length > 0))
        {
            var answer = part;
            decimal? share = 0;
            if (answer.StartsWith('='))
                (share, answer) = (1, answer[1..]);
            if (Weight().Match(answer) is { Success: true } weight)
                (share, answer) = (Percent.Share(weight.Groups[1].Value), answer[weight.Length..]);
            var pieces = Unescaped(answer, '#').ToList();
            answers.Add((share, Show(pieces[0]).Trim(), Show(string.Join('#', pieces.Skip(1))).Trim()));
        }

        return answers;
    }

    /// <summary>Divides at a character that has no backslash before it.</summary>
    static IEnumerable<string> Unescaped(string text, char separator)
    {
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\')
                at++;
            // The # of an entity such as &#39; does not begin the feedback.
            else if (text[at] == separator && !(separator == '#' && at > 0 && text[at - 1] == '&'))
            {
                yield return text[start..at];
                start = at + 1;
            }
        }

        yield return text[start..];
    }

    static string Show(string text) => Escaped().Replace(text, "$1");

    [GeneratedRegex(
        @"\{(?<weight>\d{0,4}):(?<type>MULTICHOICE(?:_[VHS]{1,2})?|MC[VHS]{0,2}|MULTIRESPONSE(?:_[HS]{1,2})?|MR[HS]{0,2}"
            + @"|SHORTANSWER(?:_C)?|SAC?|MWC?|NUMERICAL|NM)(?::(?<answers>(?:\\.|[^}\\])*))?\}",
        RegexOptions.IgnoreCase | RegexOptions.Singleline
    )]
    private static partial Regex Embedded();

    [GeneratedRegex(@"(?<!\\)\{\d{0,4}:[A-Za-z_]{2,20}(?=:)")]
    private static partial Regex Unread();

    [GeneratedRegex(@"\A%([^%]*)%")]
    private static partial Regex Weight();

    [GeneratedRegex(@"\\([\\#~}/""])")]
    private static partial Regex Escaped();

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Tags();
}
