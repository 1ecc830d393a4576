using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Ganss.Xss;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Authoring.Texts;

/// <summary>Turns HTML of an imported file into Markdown. A text without marks becomes plain Markdown; other HTML is cleaned and stays.
/// </summary>
/// <param name="pictures">Returns "file:SHA256" for the address of a picture; null if it is not in the file, empty after a notice.</param>
/// <param name="notice">Receives each removal with its reason.</param>
internal sealed partial class HtmlText(Func<string, string?> pictures, Action<string> notice)
{
    static readonly string[] Tags = (
        "a abbr b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn dl dt div em figcaption figure "
        + "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub sup table tbody td tfoot "
        + "th thead tr tt u ul var wbr"
    ).Split(' ');

    /// <summary>Replaced with their content without a notice: they do not change the meaning.</summary>
    static readonly HashSet<string> Quiet =
    [
        "font",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "nav",
        "o:p",
        "nolink",
        "label",
        "rb",
        "rtc",
        "contentbody",
    ];

    /// <summary>Removed with their content, which is no text.</summary>
    static readonly HashSet<string> WithContent =
    [
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "noscript",
        "template",
        "svg",
        "audio",
        "video",
        "source",
        "track",
        "canvas",
        "select",
        "textarea",
        "input",
        "frame",
        "frameset",
        "applet",
        "link",
        "meta",
        "base",
        "title",
    ];

    static readonly string[] Attributes =
    [
        "href",
        "src",
        "alt",
        "title",
        "width",
        "height",
        "dir",
        "lang",
        "colspan",
        "rowspan",
        "scope",
        "start",
        "reversed",
        "align",
        "style",
    ];

    /// <summary>Stands for a line break that must be written as an entity.</summary>
    const string LineBreak = "\uE130";

    static readonly string[] Styles = ["text-align", "text-decoration", "font-weight", "font-style", "vertical-align", "direction"];

    /// <summary>Returns the Markdown; an empty text for empty HTML.</summary>
    public string ToMarkdown(string html)
    {
        if (string.IsNullOrWhiteSpace(html))
            return "";
        var body = Clean(html);
        ResolvePictures(body);
        RemoveDeadLinks(body);
        return Plain(body) is { } plain ? MarkdownText.From(plain) : AsBlock(body);
    }

    /// <summary>Returns the text without any mark, for accepted answers.</summary>
    public string ToPlain(string html) => WhiteSpace().Replace(Clean(html).TextContent, " ").Trim();

    IHtmlElement Clean(string html)
    {
        var cleaner = new HtmlSanitizer();
        Set(cleaner.AllowedTags, Tags);
        Set(cleaner.AllowedAttributes, Attributes);
        Set(cleaner.AllowedCssProperties, Styles);
        cleaner.AllowedSchemes.Add("mailto");
        // Pictures inside the text; they become files.
        cleaner.AllowedSchemes.Add("data");
        HashSet<IElement> replaced = [];
        cleaner.RemovingTag += (_, removed) =>
        {
            var name = removed.Tag.LocalName;
            // The parts of a formula that was replaced are on the list of elements to check, too.
            if (removed.Tag.Ancestors<IElement>().Any(outer => outer.LocalName == "math" && replaced.Contains(outer)))
            {
                removed.Cancel = true;
                return;
            }

            if (name == "math" && MathMl.ToLatex(removed.Tag) is { } latex)
            {
                replaced.Add(removed.Tag);
                removed.Tag.Replace(removed.Tag.Owner!.CreateTextNode(latex));
                removed.Cancel = true;
                return;
            }

            if (WithContent.Contains(name))
            {
                notice($"The HTML element <{name}> is not allowed and was removed.");
                return;
            }

            // Only the element goes; its content is on the list of elements to check, too.
            if (!Quiet.Contains(name))
                notice($"The HTML element <{name}> is not allowed. Its text was kept.");
            removed.Tag.Replace([.. removed.Tag.ChildNodes]);
            removed.Cancel = true;
        };
        return cleaner.SanitizeDom(html).Body!;
    }

    void ResolvePictures(IElement body)
    {
        foreach (var image in body.QuerySelectorAll("img").ToList())
        {
            var address = image.GetAttribute("src") ?? "";
            var reference = pictures(address);
            if (!string.IsNullOrEmpty(reference))
            {
                image.SetAttribute("src", reference);
                continue;
            }

            var alt = image.GetAttribute("alt") ?? "";
            var document = image.Owner!;
            if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            {
                notice($"The picture {Shortened(address)} is not in the file. The question links to it instead. Upload the picture.");
                var link = document.CreateElement("a");
                link.SetAttribute("href", address);
                link.TextContent = alt.Length > 0 ? alt : address;
                image.Replace(link);
            }
            else
            {
                if (reference is null)
                    notice($"The picture “{Shortened(address)}” is not in the file. Upload it and add it to the question.");
                image.Replace(document.CreateTextNode(alt.Length > 0 ? $"[{alt}]" : $"[{NameOf(address)}]"));
            }
        }
    }

    /// <summary>Links to files of the other system lead nowhere here.</summary>
    void RemoveDeadLinks(IElement body)
    {
        foreach (var link in body.QuerySelectorAll("a").ToList())
        {
            var address = link.GetAttribute("href");
            if (address is not null && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto")
                continue;
            if (address is not null && !address.StartsWith('#'))
                notice($"The link to “{Shortened(address)}” leads into the other system and was removed. Its text was kept.");
            link.Replace([.. link.ChildNodes]);
        }
    }

    /// <summary>The text if the HTML has only paragraphs and line breaks; null if it has more.</summary>
    static string? Plain(IElement body)
    {
        var text = new StringBuilder();
        return AppendPlain(body, text) && !Formula().IsMatch(text.ToString()) ? BlankLines().Replace(text.ToString(), "\n\n").Trim() : null;
    }

    static bool AppendPlain(INode node, StringBuilder text)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText part)
                text.Append(WhiteSpace().Replace(part.Data, " "));
            else if (child is not IElement element)
                continue;
            else if (element.LocalName == "br")
                text.Append('\n');
            else if (element.Attributes.Length > 0 || element.LocalName is not ("p" or "span" or "div"))
                return false;
            else if (element.LocalName == "span")
            {
                if (!AppendPlain(element, text))
                    return false;
            }
            else
            {
                text.Append("\n\n");
                if (!AppendPlain(element, text))
                    return false;
                text.Append("\n\n");
            }
        }

        return true;
    }

    /// <summary>A block of HTML, which Markdown copies as it is as long as it has no blank line.</summary>
    static string AsBlock(IElement body)
    {
        MarkFormulas(body);
        foreach (var text in body.Descendants<IText>())
        {
            var lines = text.Data.ReplaceLineEndings("\n");
            var isVerbatim = text.Ancestors<IElement>().Any(element => element.LocalName == "pre");
            text.Data = isVerbatim ? BeforeBlankLine().Replace(lines, LineBreak) : BlankLines().Replace(lines, "\n");
        }

        var html = body.InnerHtml.Trim().Replace(LineBreak, "&#10;", StringComparison.Ordinal);
        html = BlankLines().Replace(html, "\n");
        return $"<div>\n{html}\n</div>";
    }

    /// <summary>Marks formulas as Markdown does.</summary>
    static void MarkFormulas(IElement body)
    {
        foreach (var text in body.Descendants<IText>().ToList())
        {
            if (text.Ancestors<IElement>().Any(element => element.LocalName is "code" or "pre") || !Formula().IsMatch(text.Data))
                continue;
            var at = 0;
            var parent = text.Parent!;
            foreach (Match found in Formula().Matches(text.Data))
            {
                parent.InsertBefore(text.Owner!.CreateTextNode(text.Data[at..found.Index]), text);
                var isInline = found.Groups["inline"].Success;
                var formula = text.Owner!.CreateElement("span");
                formula.SetAttribute("class", "math");
                var content = isInline ? found.Groups["inline"].Value : found.Groups["block"].Value;
                formula.TextContent = isInline ? $"\\({content}\\)" : $"\\[{content}\\]";
                parent.InsertBefore(formula, text);
                at = found.Index + found.Length;
            }

            parent.InsertBefore(text.Owner!.CreateTextNode(text.Data[at..]), text);
            parent.RemoveChild(text);
        }
    }

    static string NameOf(string address) => Shortened(address[(address.LastIndexOf('/') + 1)..]);

    static string Shortened(string address) => TextCharacters.Shortened(address, 100);

    static void Set(ISet<string> target, string[] wanted)
    {
        target.Clear();
        target.UnionWith(wanted);
    }

    [GeneratedRegex(@"[ \t\r\n\f]+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"\n(?=[ \t]*\n)")]
    private static partial Regex BeforeBlankLine();

    [GeneratedRegex(@"\n[ \t]*\n[\s]*")]
    private static partial Regex BlankLines();

    [GeneratedRegex(@"\\\((?<inline>.+?)\\\)|\\\[(?<block>.+?)\\\]|\$\$(?<block>.+?)\$\$", RegexOptions.Singleline)]
    private static partial Regex Formula();
}
