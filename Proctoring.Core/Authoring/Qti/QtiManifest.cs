using System.Xml.Linq;

namespace Proctoring.Core.Authoring.Qti;

/// <summary>What a resource of a package is.</summary>
internal enum QtiKind
{
    Item,
    Test,

    /// <summary>QTI 1.2, where one file has all questions.</summary>
    Old,
}

/// <summary>The files with questions that a manifest lists; tests first.</summary>
/// <param name="Files">The paths in the archive.</param>
/// <param name="Others">Files of other resources, which are not questions.</param>
internal sealed record QtiManifest(IReadOnlyList<(string Path, QtiKind Kind)> Files, IReadOnlySet<string> Others)
{
    /// <summary>Reads a manifest and reports the addresses that lead nowhere.</summary>
    public static QtiManifest Of(XElement root, string path, ImportArchive archive, DraftBuilder builder)
    {
        var folder = ImportArchive.FolderOf(path);
        List<(string, QtiKind)> files = [];
        HashSet<string> others = [];
        if (TitleOf(root) is { Length: > 0 } title)
            builder.Title = title;
        foreach (var resource in root.Descendants("resource"))
        {
            var type = ((string?)resource.Attribute("type") ?? "").ToUpperInvariant();
            if (KindOf(type) is not { } kind)
            {
                others.UnionWith(
                    resource
                        .Elements("file")
                        .Select(file => archive.Resolve(folder, BaseOf(resource) + ((string?)file.Attribute("href") ?? "")) ?? "")
                );
                continue;
            }

            var address = (string?)resource.Attribute("href");
            if (string.IsNullOrWhiteSpace(address))
                address = (string?)resource.Elements("file").FirstOrDefault()?.Attribute("href") ?? "";
            if ((archive.Resolve(folder, BaseOf(resource) + address) ?? archive.Resolve(folder, address)) is { } found)
                files.Add((found, kind));
            else
                builder.Fail(
                    $"The manifest names “{address}”, which is not in the archive. Add the file or remove its resource.",
                    XmlSource.LineOf(resource),
                    (string?)resource.Attribute("identifier")
                );
        }

        return new QtiManifest([.. files.OrderBy(file => file.Item2 == QtiKind.Test ? 0 : 1)], others);
    }

    /// <summary>The folder in which the addresses of a resource begin: that of xml:base on it and around it.</summary>
    static string BaseOf(XElement resource) =>
        string.Concat(
            resource
                .AncestorsAndSelf()
                .Reverse()
                .Select(element => ((string?)element.Attribute(XNamespace.Xml + "base") ?? "").Trim().TrimEnd('/'))
                .Where(folder => folder.Length > 0)
                .Select(folder => $"{folder}/")
        );

    /// <summary>"imsqti_item_xmlv2p1", "imsqti_test_xmlv3p0", "imsqti_xmlv1p2/imscc_xmlv1p1/assessment" and the like.</summary>
    static QtiKind? KindOf(string type) =>
        !type.Contains("IMSQTI", StringComparison.Ordinal) ? null
        : type.Contains("XMLV1", StringComparison.Ordinal) ? QtiKind.Old
        : type.Contains("TEST", StringComparison.Ordinal) || type.Contains("SECTION", StringComparison.Ordinal) ? QtiKind.Test
        : type.Contains("ITEM", StringComparison.Ordinal) ? QtiKind.Item
        : null;

    static string? TitleOf(XElement root)
    {
        var title = root.Element("metadata")?.Descendants("title").FirstOrDefault();
        return (title?.Descendants("string").FirstOrDefault() ?? title?.Descendants("langstring").FirstOrDefault() ?? title)?.Value.Trim();
    }
}
