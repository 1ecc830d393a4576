using System.Text;

namespace Proctoring.Core.Authoring.Texts;

/// <summary>Writes plain text as Markdown that shows exactly this text.</summary>
internal static class MarkdownText
{
    const string Always = "\\`*_[]<>|$~^{}";

    /// <summary>Escapes a text; line breaks stay line breaks.</summary>
    public static string From(string text)
    {
        text = text.ReplaceLineEndings("\n").Trim();
        var result = new StringBuilder(text.Length + 16);
        var lines = text.Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at].Trim(' ', '\t');
            AppendLine(result, line);
            if (at == lines.Length - 1)
                break;
            // A blank line begins a paragraph; a single break needs the backslash.
            var isBreak = line.Length > 0 && lines[at + 1].Trim(' ', '\t').Length > 0;
            result.Append(isBreak ? "\\\n" : "\n");
        }

        return result.ToString();
    }

    static void AppendLine(StringBuilder result, string line)
    {
        for (var at = 0; at < line.Length; at++)
        {
            if (NeedsEscape(line, at))
                result.Append('\\');
            result.Append(line[at]);
        }
    }

    static bool NeedsEscape(string line, int at)
    {
        var character = line[at];
        var next = at + 1 < line.Length ? line[at + 1] : ' ';
        if (Always.Contains(character, StringComparison.Ordinal))
            return true;
        return character switch
        {
            // Headings, lists, rules and definitions at the start of a line.
            '#' or '+' or '-' or '=' or ':' or '"' when at == 0 => true,
            // Marks of emphasis if doubled.
            '+' or '=' => next == character || line[at - 1] == character,
            // An entity would be decoded.
            '&' => next == '#' || char.IsAsciiLetter(next),
            '!' => next == '[',
            // "1." and "1)" begin a list.
            '.' or ')' => at > 0 && next is (' ' or '\t') && !line.AsSpan(0, at).ContainsAnyExceptInRange('0', '9'),
            _ => false,
        };
    }
}
