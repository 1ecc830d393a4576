using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Proctoring.Core.Authoring;

/// <summary>Reads XML from outside: no document type, no entities, nothing from elsewhere, bounded depth.</summary>
internal static partial class XmlSource
{
    /// <summary>Returns the root element with line numbers; null after the problem was reported.</summary>
    public static XElement? Load(byte[] bytes, DraftBuilder builder)
    {
        var head = System.Text.Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 200));
        var declared = Declared().Match(head);
        var text = ImportBytes.Text(bytes, builder, declared.Success ? declared.Groups[1].Value : null);
        return Load(text, builder);
    }

    static XElement? Load(string text, DraftBuilder builder)
    {
        // Files that were joined or edited by hand have blank lines before the declaration.
        var start = text.Length - text.AsSpan().TrimStart().Length;
        var skipped = text.AsSpan(0, start).Count('\n');
        var settings = new XmlReaderSettings
        {
            // The document type is skipped, so an entity that it defines is unknown and refused.
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            MaxCharactersInDocument = ImportLimits.FileBytes,
            MaxCharactersFromEntities = 1,
        };
        try
        {
            using (var depth = XmlReader.Create(new StringReader(text[start..]), settings))
            {
                while (depth.Read())
                {
                    if (depth.Depth <= ImportLimits.Depth)
                        continue;
                    builder.Fail(
                        $"The elements are nested more than {ImportLimits.Depth} deep.",
                        ((IXmlLineInfo)depth).LineNumber + skipped
                    );
                    return null;
                }
            }

            using var reader = XmlReader.Create(new StringReader(text[start..]), settings);
            return XDocument.Load(reader, LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace).Root;
        }
        catch (XmlException cause)
        {
            builder.Fail(
                cause.Message.Contains("entity", StringComparison.OrdinalIgnoreCase)
                    ? $"The XML refers to an entity that XML does not define. Entities of a document type are refused. ({Sentence(cause)})"
                    : $"The XML is not well-formed: {Sentence(cause)}",
                cause.LineNumber + skipped
            );
            return null;
        }
    }

    /// <summary>The line of an element.</summary>
    public static int? LineOf(XObject element) => element is IXmlLineInfo info && info.HasLineInfo() ? info.LineNumber : null;

    static string Sentence(XmlException cause)
    {
        var end = cause.Message.IndexOf(" Line ", StringComparison.Ordinal);
        return end > 0 ? cause.Message[..end] : cause.Message;
    }

    [GeneratedRegex("""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")]
    private static partial Regex Declared();
}
