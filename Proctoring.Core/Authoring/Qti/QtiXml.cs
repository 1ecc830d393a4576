using System.Globalization;
using System.Net;
using System.Text;
using System.Xml.Linq;

namespace Proctoring.Core.Authoring.Qti;

/// <summary>Brings the elements of QTI 1.2, 2.x and 3.0 to common names: no namespaces, and 3.0 written like 2.x.</summary>
internal static class QtiXml
{
    /// <summary>Renames all elements and attributes below an element.</summary>
    public static void Normalise(XElement root)
    {
        foreach (var element in root.DescendantsAndSelf().ToList())
        {
            var name = element.Name.LocalName;
            var isQti3 = name.StartsWith("qti-", StringComparison.Ordinal);
            element.Name = isQti3 ? Camel(name[4..]) : name;
            List<XAttribute> attributes = [];
            foreach (var attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
            {
                var local = attribute.Name.LocalName;
                var wanted =
                    attribute.Name.Namespace == XNamespace.Xml ? attribute.Name
                    : isQti3 ? Camel(local)
                    : (XName)local;
                if (attributes.TrueForAll(other => other.Name != wanted))
                    attributes.Add(new XAttribute(wanted, attribute.Value));
            }

            element.ReplaceAttributes(attributes);
        }
    }

    /// <summary>Elements by an attribute that names them; null with the problem if two have the same name.</summary>
    public static Dictionary<string, XElement>? ById(IEnumerable<XElement> elements, string attribute, out string? problem)
    {
        Dictionary<string, XElement> found = [];
        problem = null;
        foreach (var element in elements)
        {
            var id = ((string?)element.Attribute(attribute) ?? "").Trim();
            if (found.TryAdd(id, element))
                continue;
            problem = $"Two entries have the identifier “{id}”. Give each its own.";
            return null;
        }

        return found;
    }

    /// <summary>The content of an element as HTML.</summary>
    public static string InnerHtml(XElement element) => string.Concat(element.Nodes().Select(Html));

    static string Html(XNode node) =>
        node switch
        {
            XText text => WebUtility.HtmlEncode(text.Value),
            XElement element => Html(element),
            _ => "",
        };

    static string Html(XElement element)
    {
        var name = element.Name.LocalName;
        // A picture as an object; other objects are removed by the cleaning.
        if (name == "object" && ((string?)element.Attribute("type"))?.StartsWith("image/", StringComparison.Ordinal) == true)
            return $"<img src=\"{Attribute((string?)element.Attribute("data"))}\" alt=\"{Attribute(element.Value.Trim())}\">";
        var html = new StringBuilder($"<{name}");
        foreach (var attribute in element.Attributes())
            html.Append(CultureInfo.InvariantCulture, $" {attribute.Name.LocalName}=\"{Attribute(attribute.Value)}\"");
        html.Append('>');
        if (name is "br" or "img" or "hr" or "col" or "wbr")
            return html.ToString();
        return html.Append(InnerHtml(element)).Append(CultureInfo.InvariantCulture, $"</{name}>").ToString();
    }

    static string Attribute(string? value) => WebUtility.HtmlEncode(value ?? "");

    /// <summary>"response-declaration" becomes "responseDeclaration".</summary>
    static string Camel(string name)
    {
        var parts = name.Split('-');
        return parts[0] + string.Concat(parts.Skip(1).Select(part => part.Length == 0 ? "" : char.ToUpperInvariant(part[0]) + part[1..]));
    }
}
