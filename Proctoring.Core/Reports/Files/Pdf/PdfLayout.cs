using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Observations;
using Proctoring.Core.Resources;
using SkiaSharp;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>Pages of A4 that fill from top to bottom; what does not fit goes to the next. The feet are written last, when the number of
/// pages is known. Each text and picture gets its element of the structure tree, in reading order.</summary>
internal sealed class PdfLayout(PdfFonts fonts)
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    const float Margin = 48;
    const float Bottom = TaggedPdf.Height - 64;

    /// <summary>The space below a row of a table, in points.</summary>
    const float CellGap = 3;

    static readonly SKColor Line = new(0xD5, 0xDC, 0xDF);
    static readonly SKColor Tint = new(0xEE, 0xF4, 0xF4);
    static readonly SKColor Mark = new(0xE0, 0x5A, 0x00);

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

    /// <summary>A severity as shape, word and colour, then a title.</summary>
    public void Flag(Severity severity, string title)
    {
        var style = PdfStyle.Heading with { Size = 12 };
        Keep(style.LineHeight);
        y += style.LineHeight;
        var colour = ColourOf(severity);
        var baseline = y - (style.LineHeight * 0.28f);
        Page.BeginArtifact();
        Shape(severity, Start(0, 10), baseline, colour);
        Page.End();
        var x = 16f;
        Page.Begin(Add(new PdfTag("H3")));
        x += Place($"{L[$"Severity_{severity}"]} ", x, baseline, PdfStyle.Strong with { Colour = colour }) + 7;
        Place(title, x, baseline, style);
        Page.End();
    }

    /// <summary>A picture at the end of the lines that follow, with a caption under it. It moves nothing; the caller reserves its
    /// width.</summary>
    public void Corner(PdfPicture picture, string caption, float width)
    {
        var height = width * picture.Height / picture.Width;
        Figure(caption, SKRect.Create(Start(TextWidth - width, width), y, width, height), area =>
        {
            Page.Picture(picture, area);
            var line = area.Bottom + PdfStyle.Small.LineHeight;
            foreach (var part in fonts.Wrap(caption, width, PdfStyle.Small))
            {
                Place(part, TextWidth - width, line - (PdfStyle.Small.LineHeight * 0.28f), PdfStyle.Small);
                line += PdfStyle.Small.LineHeight;
            }
        });
    }

    /// <summary>Pictures beside each other in one row, at the end the screen.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="height">The greatest height of all, in points.</param>
    /// <param name="screen">The picture of the screen; null for none.</param>
    public void Pictures(IReadOnlyList<PdfFigure> pictures, float height, PdfFigure? screen)
    {
        const float gap = 4;
        if (pictures.Count == 0 && screen is null)
            return;
        // Several monitors side by side are one very wide picture; the camera's pictures keep most of the row.
        var screenWidth = screen is null ? 0 : Math.Min(height * screen.Picture.Width / screen.Picture.Height, TextWidth / 3);
        var screenHeight = screen is null ? 0 : screenWidth * screen.Picture.Height / screen.Picture.Width;
        var left = TextWidth - (screen is null ? 0 : screenWidth + gap);
        var widest = (left - (gap * (pictures.Count - 1))) / Math.Max(1, pictures.Count);
        height = pictures
            .Select(figure => Math.Min(height, widest * figure.Picture.Height / figure.Picture.Width))
            .DefaultIfEmpty(0)
            .Min();
        var row = Math.Max(height, screenHeight);
        Keep(row + 6);
        y += 2;
        var distance = 0f;
        foreach (var figure in pictures)
        {
            var width = height * figure.Picture.Width / figure.Picture.Height;
            Draw(figure, SKRect.Create(Start(distance, width), y, width, height));
            distance += width + gap;
        }

        if (screen is not null)
            Draw(screen, SKRect.Create(Start(distance, screenWidth), y, screenWidth, screenHeight));
        y += row + 4;
    }

    /// <summary>Spans of flags over the time of a session, one line for each severity, and the gaps below them. Time runs from left to
    /// right in every language.</summary>
    public void Timeline(
        IReadOnlyList<(Severity Severity, double From, double To)> flags,
        IReadOnlyList<(double From, double To)> gaps,
        string begin,
        string end
    )
    {
        const float lane = 9;
        var height = (4 * lane) + PdfStyle.Small.LineHeight;
        Keep(height + 8);
        y += 4;
        string alternative = L["Pdf_TimelineAlternative", begin, end, DisplayText.Number(flags.Count), DisplayText.Number(gaps.Count)];
        Figure(alternative, SKRect.Create(Margin, y, TextWidth, height), area =>
        {
            Page.Fill(SKRect.Create(Margin, y, TextWidth, 4 * lane), Tint);
            foreach (var (severity, from, to) in flags)
                DrawSpan(from, to, (2 - (int)severity) * lane, ColourOf(severity));
            foreach (var (from, to) in gaps)
                DrawSpan(from, to, 3 * lane, Line);
            var right = area.Right - fonts.Measure(end, PdfStyle.Small);
            fonts.Draw(Page, $"{begin} ", new SKPoint(Margin, area.Bottom - 3), PdfStyle.Small);
            fonts.Draw(Page, end, new SKPoint(right, area.Bottom - 3), PdfStyle.Small);
        });
        y += height + 4;

        void DrawSpan(double from, double to, float top, SKColor colour)
        {
            var width = Math.Max(1.5f, (float)(to - from) * TextWidth);
            Page.Fill(SKRect.Create(Margin + ((float)from * TextWidth), y + top + 1, width, lane - 2), colour);
        }
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

    void Draw(PdfFigure figure, SKRect area) =>
        Figure(figure.Alternative, area, _ =>
        {
            Page.Picture(figure.Picture, area);
            foreach (var box in figure.Boxes)
                Page.Frame(
                    SKRect.Create(
                        area.Left + ((float)box.X * area.Width),
                        area.Top + ((float)box.Y * area.Height),
                        (float)box.Width * area.Width,
                        (float)box.Height * area.Height
                    ),
                    Mark,
                    1.5f
                );
        });

    void Figure(string alternative, SKRect area, Action<SKRect> draw)
    {
        var figure = Add(new PdfTag("Figure") { Alternative = alternative, Area = Page.FromBottom(area) });
        Page.Begin(figure);
        draw(area);
        Page.End();
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

    static SKColor ColourOf(Severity severity) =>
        severity switch
        {
            Severity.High => new SKColor(0xB3, 0x26, 0x1E),
            Severity.Medium => new SKColor(0x8A, 0x5A, 0x00),
            _ => new SKColor(0x4A, 0x5B, 0x6B),
        };

    void Shape(Severity severity, float x, float baseline, SKColor colour)
    {
        switch (severity)
        {
            case Severity.High:
                Page.Fill([new SKPoint(x, baseline), new SKPoint(x + 5, baseline - 9), new SKPoint(x + 10, baseline)], colour);
                break;
            case Severity.Medium:
                Page.Fill(
                    [
                        new SKPoint(x, baseline - 4.5f),
                        new SKPoint(x + 5, baseline - 9.5f),
                        new SKPoint(x + 10, baseline - 4.5f),
                        new SKPoint(x + 5, baseline + 0.5f),
                    ],
                    colour
                );
                break;
            default:
                Page.FillRound(SKRect.Create(x + 1, baseline - 8.5f, 8, 8), 4, colour);
                break;
        }
    }
}

/// <summary>A picture as a report shows it.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Alternative">The text that stands for it.</param>
/// <param name="Boxes">The areas to mark, as shares of its size.</param>
internal sealed record PdfFigure(PdfPicture Picture, string Alternative, IReadOnlyList<Box> Boxes);
