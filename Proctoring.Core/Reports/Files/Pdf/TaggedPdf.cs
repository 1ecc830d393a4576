using System.Globalization;
using System.Security;
using System.Text;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>
/// A PDF that screen readers can follow: pages, their structure tree and the metadata of PDF/UA-1 (ISO 14289-1).
/// </summary>
internal sealed class TaggedPdf
{
    /// <summary>The width of a page (A4), in points.</summary>
    public const float Width = 595;

    /// <summary>The height of a page, in points.</summary>
    public const float Height = 842;

    const string Product = "JobGenie Proctoring";

    readonly List<PdfPage> pages = [];
    readonly Dictionary<PdfPicture, string> pictures = [];

    public IReadOnlyList<PdfPage> Pages => pages;

    /// <summary>The root of the structure tree.</summary>
    public PdfTag Root { get; } = new("Document");

    public PdfPage AddPage()
    {
        var page = new PdfPage(pages.Count, Height, pictures);
        pages.Add(page);
        return page;
    }

    /// <summary>Writes the file.</summary>
    /// <param name="title">The title that readers show.</param>
    /// <param name="language">The language of its text, a tag of BCP 47.</param>
    /// <param name="at">The time that it is dated with, UTC.</param>
    /// <param name="faces">Its fonts.</param>
    public byte[] Write(string title, string language, DateTime at, IEnumerable<PdfFace> faces)
    {
        var file = new PdfFile();
        var tree = file.Reserve();
        var numbers = WritePages(file, Resources(file, faces), out var pageTree);
        WriteStructure(file, tree, numbers);
        var described = Encoding.UTF8.GetBytes(Metadata(title, language, at));
        var metadata = file.AddStream("/Type/Metadata/Subtype/XML", described, compressed: false);
        var catalog = file.Add(
            $"<</Type/Catalog/Pages {pageTree} 0 R/Lang({language})/MarkInfo<</Marked true>>/StructTreeRoot {tree} 0 R"
                + $"/ViewerPreferences<</DisplayDocTitle true>>/Metadata {metadata} 0 R>>"
        );
        var date = at.ToString("'(D:'yyyyMMddHHmmss'Z)'", CultureInfo.InvariantCulture);
        var information = file.Add(
            $"<</Title{PdfFile.Text(title)}/Creator({Product})/Producer({Product})/CreationDate{date}/ModDate{date}>>"
        );
        return file.Write(catalog, information);
    }

    string Resources(PdfFile file, IEnumerable<PdfFace> faces)
    {
        var fonts = string.Concat(faces.Where(face => face.IsDrawn).Select(face => $"/{face.Name} {face.Embed(file)} 0 R"));
        var images = string.Concat(pictures.Select(picture => $"/{picture.Value} {Embed(file, picture.Key)} 0 R"));
        return $"{file.Add($"<</Font<<{fonts}>>/XObject<<{images}>>>>")} 0 R";
    }

    static int Embed(PdfFile file, PdfPicture picture) =>
        file.AddStream(
            $"/Type/XObject/Subtype/Image/Width {picture.Width}/Height {picture.Height}"
                + "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode",
            picture.Jpeg,
            compressed: false
        );

    List<int> WritePages(PdfFile file, string resources, out int parent)
    {
        parent = file.Reserve();
        List<int> numbers = [];
        foreach (var (index, page) in pages.Index())
            numbers.Add(
                file.Add(
                    $"<</Type/Page/Parent {parent} 0 R/MediaBox[0 0 {PdfFile.Number(Width)} {PdfFile.Number(Height)}]/Resources {resources}"
                        + $"/Contents {file.AddStream("", page.Content)} 0 R/StructParents {index}/Tabs/S>>"
                )
            );
        file.Set(parent, $"<</Type/Pages/Count {pages.Count}/Kids[{string.Concat(numbers.Select(number => $"{number} 0 R "))}]>>");
        return numbers;
    }

    void WriteStructure(PdfFile file, int tree, List<int> numbers)
    {
        Dictionary<PdfTag, int> elements = [];
        var root = Root.Write(file, tree, numbers, elements);
        var owners = new StringBuilder();
        foreach (var (index, page) in pages.Index())
            owners.Append(
                CultureInfo.InvariantCulture,
                $"{index} [{string.Concat(page.Marks.Select(tag => $"{elements[tag]} 0 R "))}]"
            );
        file.Set(
            tree,
            $"<</Type/StructTreeRoot/K {root} 0 R/ParentTreeNextKey {pages.Count}/ParentTree {file.Add($"<</Nums[{owners}]>>")} 0 R>>"
        );
    }

    /// <summary>The metadata as XMP, with the identifier of PDF/UA-1.</summary>
    static string Metadata(string title, string language, DateTime at)
    {
        var date = at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"""
            <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/">
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
              xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{SecurityElement.Escape(Xml(title))}</rdf:li></rdf:Alt></dc:title>
            <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
            <xmp:CreatorTool>{Product}</xmp:CreatorTool>
            <xmp:CreateDate>{date}</xmp:CreateDate>
            <xmp:ModifyDate>{date}</xmp:ModifyDate>
            <pdf:Producer>{Product}</pdf:Producer>
            <pdfuaid:part>1</pdfuaid:part>
            </rdf:Description>
            </rdf:RDF>
            </x:xmpmeta>
            <?xpacket end="w"?>
            """.ReplaceLineEndings("\n");
    }

    /// <summary>A text without the characters that XML forbids.</summary>
    static string Xml(string text) => string.Concat(text.Where(letter => !char.IsControl(letter)));
}
