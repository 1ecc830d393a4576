using System.Text.RegularExpressions;

namespace Proctoring.Core.Authoring.Texts;

/// <summary>The marks of gaps in the texts of imported questions.</summary>
internal static partial class GapMarks
{
    /// <summary>Stand for the braces of a gap until the text is Markdown.</summary>
    public const char Start = '\uE120';
    public const char End = '\uE121';

    /// <summary>Writes the marks as "{{1}}". The same characters in the text itself would be a gap too, so they get a space.</summary>
    /// <param name="markdown">The text, in which <see cref="Start"/> and <see cref="End"/> stand for braces.</param>
    /// <param name="notice">Gets the difference.</param>
    public static string Written(string markdown, Action<string> notice)
    {
        if (!markdown.Contains(Start, StringComparison.Ordinal))
            return markdown;
        if (Literal().Match(markdown) is { Success: true } literal)
        {
            var shown = literal.Value.Replace("\\", "", StringComparison.Ordinal);
            notice($"“{shown}” marks a gap here. A space was added after its first brace.");
            markdown = Literal().Replace(markdown, "$1 $2");
        }

        return markdown
            .Replace(Start.ToString(), "{{", StringComparison.Ordinal)
            .Replace(End.ToString(), "}}", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(\\?\{)(\\?\{\d+\\?\}\\?\})")]
    private static partial Regex Literal();
}
