using System.Xml;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Markdig;

namespace Proctoring.Core.Authoring.Texts;

/// <summary>Renders Markdown as elements of XHTML, for formats that know no Markdown.</summary>
internal static class MarkdownXhtml
{
    public static MarkdownPipeline Pipeline { get; } =
        new MarkdownPipelineBuilder()
            .UsePipeTables()
            .UseMathematics()
            .Use(new SpacedDollars())
            .UseEmphasisExtras()
            .UseAutoLinks()
            .Build();

    /// <summary>Returns the nodes in a namespace.</summary>
    public static IEnumerable<XNode> Nodes(string markdown, XNamespace space)
    {
        var body = new HtmlParser().ParseDocument(Markdown.ToHtml(markdown, Pipeline)).Body!;
        return [.. body.ChildNodes.SelectMany(node => Node(node, space))];
    }

    /// <summary>Returns the nodes without the paragraph around a text that has only one.</summary>
    public static IEnumerable<XNode> InlineNodes(string markdown, XNamespace space)
    {
        var nodes = Nodes(markdown, space).Where(node => node is not XText { Value: var text } || text.Trim().Length > 0).ToList();
        return nodes is [XElement { Name.LocalName: "p" } only] && !only.HasAttributes ? [.. only.Nodes()] : nodes;
    }

    static IEnumerable<XNode> Node(INode node, XNamespace space)
    {
        if (node is IText text)
            return [new XText(Characters(text.Data))];
        if (node is not IElement element)
            return [];
        var result = new XElement(space + element.LocalName);
        foreach (var attribute in element.Attributes.Where(attribute => attribute.Name != "style" && IsName(attribute.Name)))
            result.SetAttributeValue(attribute.Name, Characters(attribute.Value));
        foreach (var child in element.ChildNodes)
            result.Add(Node(child, space));
        return [result];
    }

    static bool IsName(string name) => name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');

    /// <summary>XML has no place for control characters.</summary>
    static string Characters(string text) =>
        string.Concat(text.Where(character => XmlConvert.IsXmlChar(character) || char.IsSurrogate(character)));
}
