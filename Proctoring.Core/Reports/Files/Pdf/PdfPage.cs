using System.Text;
using SkiaSharp;
using static Proctoring.Core.Reports.Files.Pdf.PdfFile;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>
/// The content of one page (ISO 32000-1, chapters 8, 9 and 14.6). Everything is drawn either inside an element of the structure tree or
/// as an artifact, which screen readers skip. Points count from the top left.
/// </summary>
/// <param name="index">The index of the page in its document.</param>
/// <param name="height">Its height in points.</param>
/// <param name="pictures">The names of the document's pictures; receives those that are new.</param>
internal sealed class PdfPage(int index, float height, Dictionary<PdfPicture, string> pictures)
{
    /// <summary>The distance of the handles of a cubic curve that approximates a quarter of a circle, as a share of the radius.</summary>
    const float Curve = 0.5523f;

    readonly StringBuilder content = new();
    readonly List<PdfTag> marks = [];

    /// <summary>The elements that own the pieces of the page; the index is the piece's number.</summary>
    public IReadOnlyList<PdfTag> Marks => marks;

    public byte[] Content => Encoding.Latin1.GetBytes(content.ToString());

    /// <summary>Begins content of an element.</summary>
    public void Begin(PdfTag tag)
    {
        Write($"/{tag.Type} <</MCID {marks.Count}>> BDC\n");
        tag.AddContent(index, marks.Count);
        marks.Add(tag);
    }

    /// <summary>Begins decoration.</summary>
    public void BeginArtifact() => Write("/Artifact BMC\n");

    /// <summary>Begins the foot of the page.</summary>
    public void BeginFoot() => Write("/Artifact <</Type/Pagination/Subtype/Footer>> BDC\n");

    /// <summary>Begins content that is read as another text than its glyphs.</summary>
    public void BeginReadAs(string text) => Write($"/Span <</ActualText {Text(text)}>> BDC\n");

    /// <summary>Ends the part that was begun last.</summary>
    public void End() => Write("EMC\n");

    /// <summary>Draws shaped glyphs from a point on the baseline.</summary>
    public void Glyphs(PdfFace face, PdfGlyphs glyphs, SKPoint at, float size, SKColor colour)
    {
        Write($"BT /{face.Name} {Number(size)} Tf {Colour(colour)} rg ");
        var (pen, line) = (0f, float.NaN);
        foreach (var (glyph, point) in glyphs.Ids.Zip(glyphs.Points))
        {
            if (!(Math.Abs(point.Y - line) < 0.01f))
            {
                Write(float.IsNaN(line) ? "" : "] TJ ");
                Write($"1 0 0 1 {Number(at.X + point.X)} {Number(height - at.Y - point.Y)} Tm [");
                (pen, line) = (point.X, point.Y);
            }
            // Positions and widths are rounded differently: less than this is no shift.
            else if ((int)MathF.Round((pen - point.X) * 1000 / size) is var shift and (>= 3 or <= -3))
            {
                Write(Number(shift));
                pen -= shift * size / 1000;
            }

            Write($"<{glyph:X4}>");
            pen += face.Advance(glyph) * size / 1000;
        }

        Write("] TJ ET\n");
    }

    /// <summary>Draws a picture into an area.</summary>
    public void Picture(PdfPicture picture, SKRect area)
    {
        if (!pictures.TryGetValue(picture, out var name))
            pictures[picture] = name = $"I{pictures.Count}";
        Write(
            $"q {Number(area.Width)} 0 0 {Number(area.Height)} {Number(area.Left)} {Number(height - area.Bottom)} cm /{name} Do Q\n"
        );
    }

    /// <summary>Fills an area.</summary>
    public void Fill(SKRect area, SKColor colour) => Write($"{Colour(colour)} rg {Area(area)} re f\n");

    /// <summary>Draws the edge of an area.</summary>
    public void Frame(SKRect area, SKColor colour, float width) =>
        Write($"{Colour(colour)} RG {Number(width)} w {Area(area)} re S\n");

    /// <summary>Draws a line.</summary>
    public void Line(SKPoint from, SKPoint to, SKColor colour, float width) =>
        Write($"{Colour(colour)} RG {Number(width)} w {Point(from)} m {Point(to)} l S\n");

    /// <summary>Fills a polygon.</summary>
    public void Fill(IReadOnlyList<SKPoint> corners, SKColor colour)
    {
        Write($"{Colour(colour)} rg {Point(corners[0])} m ");
        foreach (var corner in corners.Skip(1))
            Write($"{Point(corner)} l ");
        Write("h f\n");
    }

    /// <summary>Fills an area whose corners are quarters of a circle; with half of its side as radius it is a circle.</summary>
    public void FillRound(SKRect area, float radius, SKColor colour)
    {
        var handle = radius * (1 - Curve);
        var (left, top, right, bottom) = (area.Left, area.Top, area.Right, area.Bottom);
        Write($"{Colour(colour)} rg {Point(new SKPoint(left + radius, top))} m ");
        Corner(new(right - radius, top), new(right - handle, top), new(right, top + handle), new(right, top + radius));
        Corner(new(right, bottom - radius), new(right, bottom - handle), new(right - handle, bottom), new(right - radius, bottom));
        Corner(new(left + radius, bottom), new(left + handle, bottom), new(left, bottom - handle), new(left, bottom - radius));
        Corner(new(left, top + radius), new(left, top + handle), new(left + handle, top), new(left + radius, top));
        Write("h f\n");

        void Corner(SKPoint from, SKPoint first, SKPoint second, SKPoint to) =>
            Write($"{Point(from)} l {Point(first)} {Point(second)} {Point(to)} c ");
    }

    /// <summary>An area in points from the bottom left, as the structure tree names it.</summary>
    public SKRect FromBottom(SKRect area) => new(area.Left, height - area.Bottom, area.Right, height - area.Top);

    void Write(string operators) => content.Append(operators);

    string Point(SKPoint point) => $"{Number(point.X)} {Number(height - point.Y)}";

    string Area(SKRect area) => $"{Number(area.Left)} {Number(height - area.Bottom)} {Number(area.Width)} {Number(area.Height)}";

    static string Colour(SKColor colour) => $"{Number(colour.Red / 255f)} {Number(colour.Green / 255f)} {Number(colour.Blue / 255f)}";
}
