using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Authoring.Moodle;

/// <summary>Turns the texts of one question of Moodle into Markdown, stores its pictures, and reports its problems.</summary>
internal sealed partial class MoodleTexts(XElement question, DraftBuilder builder)
{
    static readonly string[] UsualFeedback =
    [
        "Your answer is correct.",
        "Your answer is partially correct.",
        "Your answer is incorrect.",
        "That's correct.",
        "That's wrong.",
    ];

    public string Title { get; } = ((string?)question.Element("name")?.Element("text") ?? "").Trim();

    /// <summary>The title for problems; without one, the beginning of the text.</summary>
    public string Item => Title.Length > 0 ? Title : ((string?)question.Element("questiontext")?.Element("text") ?? "").Trim();

    /// <summary>Returns the Markdown of an element with "text" and "file" elements.</summary>
    /// <param name="element">The element; null for an empty text.</param>
    /// <param name="placeholders">Whether "[[1]]" is a gap.</param>
    public string Markdown(XElement? element, bool placeholders = false)
    {
        if (element is null)
            return "";
        var text = Raw(element);
        if (placeholders)
            text = Placeholder().Replace(text, $"{GapMarks.Start}$1{GapMarks.End}");
        return Converted(element, text);
    }

    /// <summary>Returns the Markdown of a text that replaces the one in an element; gaps are marked.</summary>
    public string Converted(XElement element, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "";
        var files = Files(element);
        var markdown = ((string?)element.Attribute("format") ?? "moodle_auto_format") switch
        {
            "html" => Html(files).ToMarkdown(text),
            "markdown" => WithPictures(text, files),
            "plain_text" => MarkdownText.From(text),
            _ when Element().IsMatch(text) || files.Count > 0 => Html(files)
                .ToMarkdown(Block().IsMatch(text) ? text : text.Trim().ReplaceLineEndings("<br>")),
            _ => MarkdownText.From(text),
        };
        return GapMarks.Written(markdown, Notice);
    }

    /// <summary>The text of an element as the file has it.</summary>
    public static string Raw(XElement element) => (string?)element.Element("text") ?? (element.HasElements ? "" : element.Value);

    /// <summary>The text without marks, for accepted answers.</summary>
    public string Plain(XElement element)
    {
        var text = Raw(element).Trim();
        return (string?)element.Attribute("format") == "html" && Element().IsMatch(text) ? Html([]).ToPlain(text) : text;
    }

    /// <summary>The picture of Moodle 1.9, which is stored beside the text.</summary>
    public string OldPicture()
    {
        var name = ((string?)question.Element("image") ?? "").Trim();
        var encoded = ((string?)question.Element("image_base64") ?? "").Trim();
        if (name.Length == 0)
            return "";
        if (encoded.Length == 0)
        {
            Notice($"The picture “{name}” is not in the file. Upload it and add it to the question.");
            return "";
        }

        return Pictures.FromBase64(name, encoded, builder.Media, Notice) is { Length: > 0 } reference ? $"\n\n![]({reference})" : "";
    }

    public void Reject(string message) => builder.Reject(message, XmlSource.LineOf(question), Item);

    public void Notice(string message) => builder.Notice(message, XmlSource.LineOf(question), Item);

    /// <summary>Reports the texts of a question that have no place here.</summary>
    public void ReportLeftOut()
    {
        if (((string?)question.Element("hidden") ?? "").Trim() == "1")
            Notice("The question is hidden in Moodle. Here it is not: remove it if it is no longer used.");
        if (((string?)question.Element("idnumber") ?? "").Trim() is { Length: > 0 } number)
            Notice($"The ID number “{number}” is left out.");
        var hints = question.Elements("hint").Count(hint => Raw(hint).Trim().Length > 0);
        if (hints > 0)
            Notice(string.Create(CultureInfo.InvariantCulture, $"{hints} hints for further tries are left out."));
        string[] names = ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"];
        var texts = names
            .Select(name => question.Element(name) is { } feedback ? Html([]).ToPlain(Raw(feedback)) : "")
            .Where(text => text.Length > 0 && !UsualFeedback.Contains(text))
            .Select(text => $"“{TextCharacters.Shortened(text, 100)}”")
            .ToList();
        if (texts.Count > 0)
            Notice($"The feedback for correct and wrong answers is left out: {string.Join(", ", texts)}. Write it into the explanation.");
    }

    HtmlText Html(Dictionary<string, XElement> files) => new(address => Reference(address, files), Notice);

    string? Reference(string address, Dictionary<string, XElement> files)
    {
        if (Pictures.FromData(address, builder.Media, Notice) is { } inside)
            return inside;
        var at = address.IndexOf("@@PLUGINFILE@@/", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        var name = address[(at + "@@PLUGINFILE@@/".Length)..].Split('?')[0];
        return files.TryGetValue(Uri.UnescapeDataString(name), out var file) || files.TryGetValue(name, out file)
            ? Pictures.FromBase64((string?)file.Attribute("name") ?? name, file.Value.Trim(), builder.Media, Notice)
            : null;
    }

    Dictionary<string, XElement> Files(XElement element)
    {
        Dictionary<string, XElement> files = [];
        foreach (var file in element.Elements("file").Concat(question.Elements("file")))
        {
            var name = (string?)file.Attribute("name") ?? "";
            var path = ((string?)file.Attribute("path") ?? "/").Trim('/');
            files.TryAdd(path.Length == 0 ? name : $"{path}/{name}", file);
            // The same picture was saved twice with one name in old files; the first wins.
            files.TryAdd(name, file);
        }

        return files;
    }

    string WithPictures(string markdown, Dictionary<string, XElement> files) =>
        PluginFile()
            .Replace(
                markdown,
                found =>
                {
                    if (Reference(found.Value, files) is { } reference)
                        return reference.Length > 0 ? reference : found.Value;
                    Notice($"The picture “{found.Value}” is not in the file. Upload it and add it to the question.");
                    return found.Value;
                }
            );

    [GeneratedRegex(@"\[\[(\d+)\]\]")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"@@PLUGINFILE@@/[^\s)""'>]+")]
    private static partial Regex PluginFile();

    [GeneratedRegex(@"</?[a-zA-Z][^<>]*>|&[a-zA-Z][a-zA-Z0-9]*;|&#(?:\d+|[xX][0-9a-fA-F]+);")]
    private static partial Regex Element();

    [GeneratedRegex(@"<(?:p|div|table|ul|ol|pre|h\d|br)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Block();
}
