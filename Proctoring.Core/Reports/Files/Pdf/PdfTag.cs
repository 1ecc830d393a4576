using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>
/// An element of the structure tree, in reading order: a heading, a paragraph, a table, a picture (ISO 32000-1, 14.7 and 14.8).
/// </summary>
/// <param name="type">A standard structure type, such as H1 or TD.</param>
internal sealed class PdfTag(string type)
{
    static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    readonly List<(PdfTag? Tag, int Page, int Mark)> kids = [];

    public string Type { get; } = type;

    /// <summary>The text that stands for a picture.</summary>
    public string? Alternative { get; init; }

    /// <summary>Whether a table header belongs to its Row or its Column; null for other elements.</summary>
    public string? Scope { get; init; }

    /// <summary>The area of a picture on its page, in points from the bottom left.</summary>
    public SKRect? Area { get; set; }

    /// <summary>Adds an element below this one, and returns it.</summary>
    public PdfTag Add(PdfTag tag)
    {
        kids.Add((tag, 0, 0));
        return tag;
    }

    /// <summary>Adds a piece of a page's content.</summary>
    /// <param name="page">The index of the page.</param>
    /// <param name="mark">The number of the piece on its page (MCID).</param>
    public void AddContent(int page, int mark) => kids.Add((null, page, mark));

    /// <summary>Writes this element and all below it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="parent">The object number of the parent.</param>
    /// <param name="pages">The object numbers of the pages.</param>
    /// <param name="numbers">Receives the object number of each element.</param>
    public int Write(PdfFile file, int parent, IReadOnlyList<int> pages, Dictionary<PdfTag, int> numbers)
    {
        var number = numbers[this] = file.Reserve();
        var body = new StringBuilder($"<</Type/StructElem/S/{Type}/P {parent} 0 R");
        if (Alternative is not null)
            body.Append(Invariant, $"/Alt{PdfFile.Text(Alternative)}");
        if (Scope is not null)
            body.Append(Invariant, $"/A<</O/Table/Scope/{Scope}>>");
        if (Area is { } area)
            body.Append(
                Invariant,
                $"/A<</O/Layout/Placement/Block/BBox[{PdfFile.Number(area.Left)} {PdfFile.Number(area.Top)} "
                    + $"{PdfFile.Number(area.Right)} {PdfFile.Number(area.Bottom)}]>>"
            );
        body.Append("/K[");
        foreach (var (tag, page, mark) in kids)
        {
            var kid = tag is null
                ? $"<</Type/MCR/Pg {pages[page]} 0 R/MCID {mark}>>"
                : $"{tag.Write(file, number, pages, numbers)} 0 R ";
            body.Append(kid);
        }

        file.Set(number, body.Append("]>>").ToString());
        return number;
    }
}
