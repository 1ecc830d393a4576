using System.Text.RegularExpressions;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Gift;

/// <summary>Turns the texts of one GIFT question into Markdown and reports its problems.</summary>
/// <param name="format">The format in brackets; empty for Moodle's automatic one.</param>
/// <param name="builder">Gets problems and pictures.</param>
/// <param name="line">The line of the question.</param>
/// <param name="title">The title of the question.</param>
internal sealed partial class GiftTexts(string format, DraftBuilder builder, int line, string title)
{
    readonly string? item = title.Length > 0 ? title : null;

    public string Markdown(string text)
    {
        text = GiftEscapes.Show(text).Trim();
        if (text.Length == 0)
            return "";
        return format.ToUpperInvariant() switch
        {
            "MARKDOWN" => text,
            "PLAIN" => MarkdownText.From(text),
            "HTML" => Html().ToMarkdown(text),
            // Moodle's own format: HTML if there is any, and line breaks are line breaks.
            _ when Element().IsMatch(text) => Html()
                .ToMarkdown(Block().IsMatch(text) ? text : text.Replace("\n", "<br>", StringComparison.Ordinal)),
            _ => MarkdownText.From(Joined(text)),
        };
    }

    /// <summary>The right side of a pair, which is plain text in Moodle.</summary>
    public string PlainMarkdown(string text) =>
        format.Equals("markdown", StringComparison.OrdinalIgnoreCase)
            ? GiftEscapes.Show(text).Trim()
            : MarkdownText.From(GiftEscapes.Show(text));

    public QuestionBody? Reject(string message)
    {
        builder.Reject(message, line, item);
        return null;
    }

    public void Notice(string message) => builder.Notice(message, line, item);

    HtmlText Html() => new(address => Pictures.FromData(address, builder.Media, Notice), Notice);

    /// <summary>Lines of a sentence that goes over several lines of the file are one line; "\n" is a line break.</summary>
    static string Joined(string text) => Indented().Replace(text, "\n");

    [GeneratedRegex(@"</?[a-zA-Z][^<>]*>|&[a-zA-Z][a-zA-Z0-9]*;|&#(?:\d+|[xX][0-9a-fA-F]+);")]
    private static partial Regex Element();

    [GeneratedRegex(@"<(?:p|div|table|ul|ol|pre|h\d|br)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Block();

    [GeneratedRegex(@"[ \t]*\n[ \t]*")]
    private static partial Regex Indented();
}
