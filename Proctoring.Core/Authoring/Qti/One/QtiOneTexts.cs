using System.Net;
using System.Text;
using System.Xml.Linq;

namespace Proctoring.Core.Authoring.Qti.One;

/// <summary>Turns the material of an item of QTI 1.2 into HTML and Markdown.</summary>
internal sealed class QtiOneTexts(QtiFile file, Action<string> notice)
{
    public void Notice(string message) => notice(message);

    public string Markdown(string html) => file.Markdown(html, notice);

    /// <summary>The Markdown of all material below an element; empty for none.</summary>
    public string Markdown(XElement? element) => element is null ? "" : Markdown(Html(element));

    public static string Plain(XElement? element) => element is null ? "" : QtiFile.Plain(Html(element));

    /// <summary>The HTML of all material below an element, in order.</summary>
    public static string Html(XElement element)
    {
        var html = new StringBuilder();
        foreach (var part in element.DescendantsAndSelf())
            html.Append(Part(part));
        return html.ToString();
    }

    /// <summary>The HTML of an element itself; empty if it is no material.</summary>
    public static string Part(XElement part) =>
        part.Name.LocalName switch
        {
            "mattext" => IsHtml((string?)part.Attribute("texttype")) ? Content(part) : Encoded(part.Value.Trim()),
            "mat_formattedtext" => (string?)part.Attribute("type") is "PLAIN" ? Encoded(part.Value.Trim()) : Content(part),
            "matemtext" => $"<em>{Encoded(part.Value.Trim())}</em>",
            "matbreak" => "<br>",
            "matimage" =>
                $"<img src=\"{Encoded((string?)part.Attribute("uri") ?? "")}\" alt=\"{Encoded((string?)part.Attribute("label") ?? "")}\">",
            _ => "",
        };

    static bool IsHtml(string? type) =>
        type is null
        || type.Contains("html", StringComparison.OrdinalIgnoreCase)
        || type.Contains("rtf", StringComparison.OrdinalIgnoreCase);

    /// <summary>HTML is written as text, or as elements.</summary>
    static string Content(XElement part) => part.HasElements ? QtiXml.InnerHtml(part) : part.Value;

    static string Encoded(string text) => WebUtility.HtmlEncode(text).Replace("\n", "<br>", StringComparison.Ordinal);
}
