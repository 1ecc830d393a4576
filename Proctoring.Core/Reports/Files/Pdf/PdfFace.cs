using System.Text;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>One font of a PDF: shapes with the whole of it, draws with as much as is needed.</summary>
internal sealed class PdfFace : IDisposable
{
    readonly string file;
    readonly SKTypeface whole;
    readonly SKFont probe;
    readonly HashSet<ushort> drawn = [];
    SKTypeface drawing;
    SKShaper? shaper;

    public PdfFace(string file)
    {
        this.file = file;
        whole = SKTypeface.FromFile(file) ?? throw new InvalidOperationException($"The font {Path.GetFileName(file)} can't be read.");
        (probe, drawing) = (new SKFont(whole), whole);
    }

    SKShaper Shaper => shaper ??= new SKShaper(whole);

    /// <summary>Whether the font has a letter.</summary>
    public bool Has(Rune rune) => probe.GetGlyph(rune.Value) != 0;

    /// <summary>How wide a text is, in points.</summary>
    public float Measure(string text, float size)
    {
        using var font = new SKFont(whole, size);
        return Shaper.Shape(text, font).Width;
    }

    /// <summary>Draws a text and returns its width.</summary>
    public float Draw(SKCanvas canvas, string text, float x, float y, float size, SKPaint paint)
    {
        using var font = new SKFont(whole, size);
        var shaped = Shaper.Shape(text, x, y, font);
        var glyphs = Array.ConvertAll(shaped.Codepoints, glyph => (ushort)glyph);
        drawn.UnionWith(glyphs);
        if (glyphs.Length == 0)
            return 0;
        using var thin = new SKFont(drawing, size) { Subpixel = true };
        using var builder = new SKTextBlobBuilder();
        var run = builder.AllocatePositionedRun(thin, glyphs.Length);
        run.SetGlyphs(glyphs);
        run.SetPositions(shaped.Points);
        using var blob = builder.Build();
        canvas.DrawText(blob, 0, 0, paint);
        return shaped.Width;
    }

    /// <summary>Draws from now on with the glyphs drawn so far.</summary>
    public void CutToDrawn()
    {
        if (drawn.Count == 0)
            return;
        using var data = SKData.CreateCopy(TrueTypeSubset.Of(File.ReadAllBytes(file), drawn));
        drawing = SKTypeface.FromData(data) ?? throw new InvalidOperationException($"The font {Path.GetFileName(file)} could not be cut.");
    }

    public void Dispose()
    {
        shaper?.Dispose();
        probe.Dispose();
        if (drawing != whole)
            drawing.Dispose();
        whole.Dispose();
    }
}
