using System.Net;
using System.Text.RegularExpressions;
using Ganss.Xss;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Proctoring.Core.Authoring.Texts;

namespace Proctoring.Web.Components.Controls;

/// <summary>Turns the Markdown of exams into clean HTML. Pictures of the exam become <c>img</c> with <c>data-file</c>; the page loads them
/// with its right. No other address is loaded.</summary>
internal static partial class ExamMarkdown
{
    const string FileScheme = "file:";

    /// <summary>That of the editor's preview, except that HTML is cleaned here to fewer elements.</summary>
    static readonly MarkdownPipeline Pipeline = MarkdownXhtml.Pipeline;

    static readonly HtmlSanitizer Cleaner = new(
        new HtmlSanitizerOptions
        {
            AllowedTags = Set(
                // Those that an import leaves (HtmlText): an element that is not allowed is removed with its text.
                "a abbr b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn dl dt div em figcaption figure "
                    + "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub sup table "
                    + "tbody td tfoot th thead tr tt u ul var wbr"
            ),
            AllowedAttributes = Set("href alt class src start data-file colspan rowspan"),
            AllowedSchemes = Set("https http mailto"),
            UriAttributes = Set("href src"),
        }
    );

    /// <summary>The HTML of a text; null if the text is plain and HTML would add nothing.</summary>
    public static string? Html(string markdown) => Marks().IsMatch(markdown) ? HtmlOf(Markdown.Parse(markdown, Pipeline)) : null;

    /// <summary>The text without its format, for labels and lists. A picture has its description.</summary>
    public static string Plain(string markdown)
    {
        if (!Marks().IsMatch(markdown))
            return markdown;
        var document = Markdown.Parse(markdown, Pipeline);
        return HasHtml(document) ? TextOf(HtmlOf(document)) : PlainOf(markdown);
    }

    /// <summary>The HTML and the text without its format; null if the text is plain.</summary>
    public static (string Html, string Plain)? Both(string markdown)
    {
        if (!Marks().IsMatch(markdown))
            return null;
        var document = Markdown.Parse(markdown, Pipeline);
        var hasHtml = HasHtml(document);
        var html = HtmlOf(document);
        return (html, hasHtml ? TextOf(html) : PlainOf(markdown));
    }

    static bool HasHtml(MarkdownDocument document) =>
        document.Descendants<HtmlBlock>().Any() || document.Descendants<HtmlInline>().Any();

    /// <summary>Renders a document and cleans it; changes its pictures and lines.</summary>
    static string HtmlOf(MarkdownDocument document)
    {
        foreach (var image in document.Descendants<LinkInline>().Where(link => link.IsImage))
        {
            if (image.Url?.StartsWith(FileScheme, StringComparison.Ordinal) == true)
                image.GetAttributes().AddProperty("data-file", image.Url[FileScheme.Length..]);
            image.Url = "";
        }

        // As the author sees them in the editor.
        foreach (var line in document.Descendants<LineBreakInline>())
            line.IsHard = true;

        // A single paragraph stands in a line of a label or a heading.
        var html = Cleaner.Sanitize(FilePicture().Replace(document.ToHtml(Pipeline), "<img$1 data-file=\"$2\"")).Trim();
        return
            document is [ParagraphBlock]
            && html.StartsWith("<p>", StringComparison.Ordinal)
            && html.EndsWith("</p>", StringComparison.Ordinal)
            ? html["<p>".Length..^"</p>".Length]
            : html;
    }

    static string PlainOf(string markdown) => Markdown.ToPlainText(markdown, Pipeline).Trim();

    /// <summary>The text of clean HTML: imported questions can be HTML, whose tags ToPlainText leaves in.</summary>
    static string TextOf(string html)
    {
        var text = Picture().Replace(html, " $1 ");
        text = OtherTag().Replace(InlineTag().Replace(text, ""), " ");
        return Space().Replace(WebUtility.HtmlDecode(text), " ").Trim();
    }

    static HashSet<string> Set(string words) => [.. words.Split(' ')];

    /// <summary>A picture of the exam in HTML. Its description may contain a ">".</summary>
    [GeneratedRegex("<img\\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)\\ssrc=\"file:([^\"]*)\"")]
    private static partial Regex FilePicture();

    [GeneratedRegex("<img\\b[^>]*\\balt=\"([^\"]*)\"[^>]*>")]
    private static partial Regex Picture();

    [GeneratedRegex(
        "</?(?:a|abbr|b|bdi|bdo|big|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr)\\b[^>]*>"
    )]
    private static partial Regex InlineTag();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex OtherTag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    /// <summary>The characters that can begin a format. Numbers at the start of a line can begin a list.</summary>
    [GeneratedRegex(@"[*_`~#>\[\]!|$\\^=+&]|^\s*(?:[-]|\d+[.)])\s|\n|<", RegexOptions.Multiline)]
    private static partial Regex Marks();
}
