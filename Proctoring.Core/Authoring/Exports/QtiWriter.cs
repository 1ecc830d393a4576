using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Proctoring.Core.Authoring.Exports;

/// <summary>Writes a package of QTI 2.2: a manifest, a test with sections and pools, an item for each question, and the pictures.</summary>
internal sealed class QtiWriter(ExamContent content)
{
    public static readonly XNamespace Qti = "http://www.imsglobal.org/xsd/imsqti_v2p2";
    static readonly XNamespace Package = "http://www.imsglobal.org/xsd/imscp_v1p1";

    readonly ExportPictures pictures = new(content);
    readonly List<(string Path, byte[] Content)> entries = [];

    public static byte[] Write(ExamContent content)
    {
        var writer = new QtiWriter(content);
        foreach (var (index, question) in content.Questions.Index())
            writer.Add($"items/{Name(index)}.xml", new QtiItemWriter(question, Name(index), content.Language, writer.Localised).Item());
        writer.Add("test.xml", writer.Test());
        writer.Add("imsmanifest.xml", writer.Manifest());
        foreach (var file in content.Files.DistinctBy(file => file.Sha256))
            writer.entries.Add(($"media/{ExportPictures.NameOf(file)}", file.Content));
        return writer.Archive();
    }

    static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"q{index + 1}");

    /// <summary>The text with the addresses of its pictures in the package.</summary>
    string Localised(string markdown) => pictures.Replace(markdown, file => $"../media/{ExportPictures.NameOf(file)}");

    XElement Test()
    {
        var part = new XElement(
            Qti + "testPart",
            new XAttribute("identifier", "part"),
            new XAttribute("navigationMode", "nonlinear"),
            new XAttribute("submissionMode", "simultaneous")
        );
        var sections = 0;
        foreach (var group in Consecutive())
        {
            var number = (++sections).ToString(CultureInfo.InvariantCulture);
            var (section, pool) = group[0].Key;
            var title = section ?? "";
            part.Add(
                new XElement(
                    Qti + "assessmentSection",
                    new XAttribute("identifier", $"section{number}"),
                    new XAttribute("title", title),
                    new XAttribute("visible", "true"),
                    pool is not null && content.Draws.TryGetValue(pool, out var draw)
                        ? new XElement(Qti + "selection", new XAttribute("select", Math.Min(draw, group.Count)))
                        : null,
                    content.Settings.ShuffleQuestions ? new XElement(Qti + "ordering", new XAttribute("shuffle", "true")) : null,
                    group.Select(question => new XElement(
                        Qti + "assessmentItemRef",
                        new XAttribute("identifier", Name(question.Index)),
                        new XAttribute("href", $"items/{Name(question.Index)}.xml")
                    ))
                )
            );
        }

        return new XElement(
            Qti + "assessmentTest",
            new XAttribute("identifier", "test"),
            new XAttribute("title", content.Title),
            content.Language is null ? null : new XAttribute(XNamespace.Xml + "lang", content.Language),
            new XElement(Qti + "timeLimits", new XAttribute("maxTime", content.Minutes * 60)),
            part
        );
    }

    /// <summary>Consecutive questions of one section and one pool.</summary>
    List<List<((string? Section, string? Pool) Key, int Index)>> Consecutive()
    {
        List<List<((string?, string?) Key, int Index)>> groups = [];
        foreach (var (index, question) in content.Questions.Index())
        {
            var key = (question.Section, question.Pool);
            if (groups.Count == 0 || groups[^1][0].Key != key)
                groups.Add([]);
            groups[^1].Add((key, index));
        }

        return groups;
    }

    XElement Manifest()
    {
        var items = content
            .Questions.Index()
            .Select(question => Resource(Name(question.Index), "item", $"items/{Name(question.Index)}.xml"));
        var test = Resource("test", "test", "test.xml");
        test.Add(
            content
                .Questions.Index()
                .Select(question => new XElement(Package + "dependency", new XAttribute("identifierref", Name(question.Index))))
        );
        return new XElement(
            Package + "manifest",
            new XAttribute("identifier", "manifest"),
            new XElement(
                Package + "metadata",
                new XElement(Package + "schema", "QTIv2.2 Package"),
                new XElement(Package + "schemaversion", "1.0.0")
            ),
            new XElement(Package + "organizations"),
            new XElement(
                Package + "resources",
                test,
                items,
                content
                    .Files.DistinctBy(file => file.Sha256)
                    .Select(
                        (file, at) =>
                            new XElement(
                                Package + "resource",
                                new XAttribute("identifier", $"media{at + 1}"),
                                new XAttribute("type", "webcontent"),
                                new XAttribute("href", $"media/{ExportPictures.NameOf(file)}"),
                                new XElement(Package + "file", new XAttribute("href", $"media/{ExportPictures.NameOf(file)}"))
                            )
                    )
            )
        );
    }

    static XElement Resource(string identifier, string kind, string path) =>
        new(
            Package + "resource",
            new XAttribute("identifier", identifier),
            new XAttribute("type", $"imsqti_{kind}_xmlv2p2"),
            new XAttribute("href", path),
            new XElement(Package + "file", new XAttribute("href", path))
        );

    void Add(string path, XElement root)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
            new XDocument(root).Save(xml);
        entries.Add((path, stream.ToArray()));
    }

    byte[] Archive()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, true))
        {
            // The manifest comes first, as some systems expect.
            foreach (var (path, bytes) in entries.OrderBy(entry => entry.Path == "imsmanifest.xml" ? 0 : 1))
            {
                using var target = zip.CreateEntry(path, CompressionLevel.Optimal).Open();
                target.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
