using System.Text.RegularExpressions;
using Ganss.Xss;
using Markdig;

namespace Proctoring.Core.Authoring.Texts;

/// <summary>Renders Markdown for staff, as clean HTML with the pictures inside it.</summary>
internal static partial class MarkdownPreview
{
    /// <summary>Returns HTML that is safe to show.</summary>
    /// <param name="markdown">The text of an exam.</param>
    /// <param name="files">The pictures that it may refer to.</param>
    public static string Html(string markdown, IReadOnlyList<ExamFileContent> files)
    {
        var html = Markdown.ToHtml(markdown, MarkdownXhtml.Pipeline);
        html = Picture().Replace(html, found => Data(found.Groups[1].Value, files));
        var cleaner = new HtmlSanitizer();
        cleaner.AllowedTags.ExceptWith(["form", "input", "button", "textarea", "select", "option"]);
        cleaner.AllowedAttributes.Add("class");
        cleaner.AllowedAttributes.Remove("style");
        cleaner.AllowedSchemes.Add("data");
        // Only pictures may stand inside the page; a link with data: would be a document.
        cleaner.FilterUrl += (_, address) =>
        {
            var isData = address.OriginalUrl.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
            if (isData ? address.Tag.LocalName != "img" : address.Tag.LocalName == "img")
                address.SanitizedUrl = null;
        };
        return Gap().Replace(cleaner.Sanitize(html), "<kbd>$1</kbd>");
    }

    static string Data(string hash, IReadOnlyList<ExamFileContent> files) =>
        files.FirstOrDefault(file => file.Sha256 == hash) is { } file
            ? $"data:{file.ContentType};base64,{Convert.ToBase64String(file.Content)}"
            : "";

    [GeneratedRegex("file:([0-9a-f]{64})")]
    private static partial Regex Picture();

    [GeneratedRegex(@"\{\{(\d{1,3})\}\}")]
    private static partial Regex Gap();
}
