using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using SkiaSharp;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>Pages of A4 that fill from top to bottom; what does not fit goes to the next. The feet are written last, when the number of
/// pages is known. Each text and picture gets its element of the structure tree, in reading order.</summary>
internal sealed partial class PdfLayout(PdfFonts fonts)
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    const float Margin = 48;
    const float Bottom = TaggedPdf.Height - 64;

    /// <summary>The space below a row of a table, in points.</summary>
    const float CellGap = 3;

    static readonly SKColor Line = new(0xD5, 0xDC, 0xDF);
    static readonly SKColor Tint = new(0xEE, 0xF4, 0xF4);

    readonly TaggedPdf pdf = new();
    PdfTag? facts;
    float y;

    /// <summary>The width between the margins, in points.</summary>
    public static float TextWidth => TaggedPdf.Width - (2 * Margin);

    /// <summary>The width at the end of lines that text leaves free for a picture beside it, in points.</summary>
    public float Reserved { get; set; }

    PdfPage Page => pdf.Pages[^1];

    /// <summary>Begins a new page where less than this height is left.</summary>
    public void Keep(float height)
    {
        if (pdf.Pages.Count > 0 && y + height <= Bottom)
            return;
        pdf.AddPage();
        y = Margin;
    }

    public void Space(float height) => y += height;

    /// <summary>A heading or a paragraph.</summary>
    public void Text(string text, PdfStyle style, float indent = 0) =>
        Lines(Add(new PdfTag(style.Tag)), fonts.Wrap(text, TextWidth - indent - Reserved, style), style, indent);

    /// <summary>A name and its value, the values below each other: rows of one table as long as nothing else follows.</summary>
    public void Row(string name, string value, float nameWidth = 130)
    {
        var row = (facts ??= pdf.Root.Add(new PdfTag("Table"))).Add(new PdfTag("TR"));
        Keep(PdfStyle.Body.LineHeight);
        Page.Begin(row.Add(new PdfTag("TH") { Scope = "Row" }));
        Place(name, 0, y + (PdfStyle.Body.LineHeight * 0.72f), PdfStyle.Small with { Size = 9.5f });
        Page.End();
        var lines = fonts.Wrap(value, TextWidth - nameWidth - Reserved, PdfStyle.Body);
        Lines(row.Add(new PdfTag("TD")), lines, PdfStyle.Body, nameWidth);
    }

    /// <summary>A table with a row of headers, each cell cut to the width of its column. On each further page the headers are shown again,
    /// as an artifact: readers of the file get them once.</summary>
    /// <param name="heads">The headers of the columns.</param>
    /// <param name="widths">The widths of the columns, in points.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="style">How the cells are set.</param>
    public void Table(IReadOnlyList<string> heads, IReadOnlyList<float> widths, IEnumerable<IReadOnlyList<string>> rows, PdfStyle style)
    {
        var table = Add(new PdfTag("Table"));
        var (height, bold) = (style.LineHeight + CellGap, style with { Bold = true });
        // The headers never stand alone at the end of a page.
        Keep(2 * height);
        Cells(table.Add(new PdfTag("TR")), () => new PdfTag("TH") { Scope = "Column" }, heads, widths, bold);
        foreach (var row in rows)
        {
            var before = Page;
            Keep(height);
            if (Page != before)
                Cells(null, () => new PdfTag("TH"), heads, widths, bold);
            Cells(table.Add(new PdfTag("TR")), () => new PdfTag("TD"), row, widths, style);
        }
    }

    public void Rule()
    {
        Keep(10);
        Page.BeginArtifact();
        Page.Line(new SKPoint(Margin, y + 5), new SKPoint(TaggedPdf.Width - Margin, y + 5), Line, 0.75f);
        Page.End();
        y += 10;
    }

    /// <summary>Paragraphs in a tinted box.</summary>
    public void Box(string heading, IReadOnlyList<string> paragraphs)
    {
        var wrapped = paragraphs.Select(text => fonts.Wrap(text, TextWidth - 24, PdfStyle.Body).ToList()).ToList();
        var height = PdfStyle.Heading.LineHeight + (wrapped.Sum(lines => lines.Count) * PdfStyle.Body.LineHeight) + 20;
        Keep(height);
        Page.BeginArtifact();
        Page.FillRound(SKRect.Create(Margin, y, TextWidth, height), 6, Tint);
        Page.End();
        y += 10;
        Text(heading, PdfStyle.Heading, 12);
        foreach (var lines in wrapped)
            Lines(Add(new PdfTag("P")), lines, PdfStyle.Body, 12);
        y += 10;
    }

    /// <summary>The finished document.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="foot">The text at the start of each foot; the page's number stands at its end.</param>
    /// <param name="at">The time that it is dated with, so that the same content gives the same bytes.</param>
    public byte[] Finish(string title, string foot, DateTime at)
    {
        const float baseline = TaggedPdf.Height - 32;
        foreach (var (index, page) in pdf.Pages.Index())
        {
            string number = L["Pdf_Page", index + 1, pdf.Pages.Count];
            var left = TextWidth - fonts.Measure(number, PdfStyle.Small) - 16;
            page.BeginFoot();
            Place(page, Cut(foot, left, PdfStyle.Small), 0, baseline, PdfStyle.Small);
            Place(page, number, TextWidth - fonts.Measure(number, PdfStyle.Small), baseline, PdfStyle.Small);
            page.End();
        }

        return pdf.Write(title, Language.Current.Code, at, fonts.Faces);
    }

    /// <summary>Adds an element after all others; rows of facts that follow begin a table of their own.</summary>
    PdfTag Add(PdfTag tag)
    {
        facts = null;
        return pdf.Root.Add(tag);
    }

    /// <summary>Draws the lines of one element, on as many pages as they need.</summary>
    void Lines(PdfTag tag, IEnumerable<string> lines, PdfStyle style, float indent)
    {
        foreach (var line in lines)
        {
            Keep(style.LineHeight);
            y += style.LineHeight;
            Page.Begin(tag);
            Place(line, indent, y - (style.LineHeight * 0.28f), style);
            Page.End();
        }
    }

    /// <summary>Cells beside each other, each cut to its width; readers of the file get the whole text.</summary>
    /// <param name="row">The element of the row; null for a row that is only shown.</param>
    /// <param name="cell">Makes the element of a cell.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="widths">The widths, in points.</param>
    /// <param name="style">How the cells are set.</param>
    void Cells(PdfTag? row, Func<PdfTag> cell, IReadOnlyList<string> texts, IReadOnlyList<float> widths, PdfStyle style)
    {
        y += style.LineHeight;
        var x = 0f;
        foreach (var (text, width) in texts.Zip(widths))
        {
            var shown = Cut(text, width - 6, style);
            var at = new SKPoint(Start(x, fonts.RightToLeft ? fonts.Measure(shown, style) : 0), y - (style.LineHeight * 0.28f));
            if (row is null)
                Page.BeginArtifact();
            else
                Page.Begin(row.Add(cell()));
            fonts.Draw(Page, shown, at, style, row is null ? null : text);
            Page.End();
            x += width;
        }

        y += CellGap;
    }

    /// <summary>Shortens a text to a width, with an ellipsis.</summary>
    string Cut(string text, float width, PdfStyle style)
    {
        if (fonts.Measure(text, style) <= width)
            return text;
        // Every measurement shapes the text, and the reasons of a decision can be long.
        var (fits, tooLong) = (0, text.Length);
        while (tooLong - fits > 1)
        {
            var half = (fits + tooLong) / 2;
            (fits, tooLong) = fonts.Measure(Shortened(half), style) <= width ? (half, tooLong) : (fits, half);
        }

        return Shortened(fits);

        string Shortened(int length) => length == 0 ? "…" : $"{TextCharacters.Beginning(text, length)}…";
    }

    float Place(string text, float distance, float baseline, PdfStyle style) => Place(Page, text, distance, baseline, style);

    /// <summary>Draws a text at a distance from the margin at which lines begin, and returns its width.</summary>
    float Place(PdfPage page, string text, float distance, float baseline, PdfStyle style) =>
        fonts.Draw(page, text, new SKPoint(Start(distance, fonts.RightToLeft ? fonts.Measure(text, style) : 0), baseline), style);

    /// <summary>The left edge of something at a distance from the margin at which lines begin.</summary>
    float Start(float distance, float width) => fonts.RightToLeft ? TaggedPdf.Width - Margin - distance - width : Margin + distance;
}
