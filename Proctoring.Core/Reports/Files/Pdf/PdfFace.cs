using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SkiaSharp;
using SkiaSharp.HarfBuzz;
using Buffer = HarfBuzzSharp.Buffer;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>One font of a PDF: shapes with the whole of it, and embeds the glyphs that were drawn.</summary>
internal sealed class PdfFace : IDisposable
{
    /// <summary>Stands for a part of a letter whose other glyph has the text: every glyph must have one.</summary>
    const string NoText = "\u200B";

    readonly string file;
    readonly SKTypeface typeface;
    readonly SKFont probe;
    readonly ushort replacement;
    readonly ushort blank;
    readonly byte[] metrics;
    readonly int measured;
    readonly SortedDictionary<ushort, string> drawn = [];
    SKShaper? shaper;

    /// <summary>Opens a font.</summary>
    /// <param name="file">A TrueType file.</param>
    /// <param name="name">The name by which pages refer to it.</param>
    public PdfFace(string file, string name)
    {
        (this.file, Name) = (file, name);
        typeface = SKTypeface.FromFile(file) ?? throw new InvalidOperationException($"The font {Path.GetFileName(file)} can't be read.");
        probe = new SKFont(typeface);
        replacement = probe.GetGlyph('\uFFFD') is > 0 and var glyph ? glyph : probe.GetGlyph('?');
        blank = probe.GetGlyph(' ');
        metrics = Table("hmtx");
        measured = BinaryPrimitives.ReadUInt16BigEndian(Table("hhea").AsSpan(34));
    }

    /// <summary>The name by which pages refer to the font.</summary>
    public string Name { get; }

    /// <summary>Whether a glyph of the font was drawn.</summary>
    public bool IsDrawn => drawn.Count > 0;

    SKShaper Shaper => shaper ??= new SKShaper(typeface);

    /// <summary>Whether the font has a letter.</summary>
    public bool Has(Rune rune) => probe.GetGlyph(rune.Value) != 0;

    /// <summary>How wide a glyph is, in thousandths of the font's size.</summary>
    public float Advance(ushort glyph) =>
        BinaryPrimitives.ReadUInt16BigEndian(metrics.AsSpan(Math.Min(glyph, measured - 1) * 4)) * 1000f / typeface.UnitsPerEm;

    /// <summary>How wide a text is, in points.</summary>
    public float Measure(string text, float size) => Shaped(text, size).Width;

    /// <summary>Shapes a text to draw it.</summary>
    public PdfGlyphs Shape(string text, float size)
    {
        var shaped = Shaped(text, size);
        // No glyph 0: PDF/UA forbids the box that fonts have for a missing letter.
        var ids = Array.ConvertAll(shaped.Codepoints, glyph => glyph == 0 ? replacement : (ushort)glyph);
        var ends = shaped.Clusters.Append((uint)text.Length).Distinct().Order().ToList();
        HashSet<uint> told = [];
        for (var index = 0; index < ids.Length; index++)
        {
            var from = shaped.Clusters[index];
            var first = told.Add(from);
            if (drawn.TryGetValue(ids[index], out var known) && known != NoText)
                continue;
            var letter = text[(int)from..(int)ends[ends.BinarySearch(from) + 1]];
            drawn[ids[index]] =
                ids[index] == blank ? " "
                : first && shaped.Codepoints[index] != 0 ? letter
                : NoText;
        }

        return new PdfGlyphs(ids, shaped.Points, string.Concat(ids.Select(glyph => drawn[glyph])), shaped.Width);
    }

    /// <summary>Writes the font with the glyphs that were drawn, and returns its object number (ISO 32000-1, 9.7).</summary>
    public int Embed(PdfFile pdf)
    {
        var subset = SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', drawn.Keys)));
        var name = $"{string.Concat(subset.Take(6).Select(part => (char)('A' + (part % 26))))}+{typeface.PostScriptName}";
        var outlines = TrueTypeSubset.Of(File.ReadAllBytes(file), drawn.Keys);
        var (head, hhea) = (Table("head"), Table("hhea"));
        var descriptor = pdf.Add(
            $"<</Type/FontDescriptor/FontName/{name}/Flags 4/ItalicAngle 0/StemV 80"
                + $"/FontBBox[{Scaled(head, 36)} {Scaled(head, 38)} {Scaled(head, 40)} {Scaled(head, 42)}]"
                + $"/Ascent {Scaled(hhea, 4)}/Descent {Scaled(hhea, 6)}/CapHeight 714"
                + $"/FontFile2 {pdf.AddStream($"/Length1 {outlines.Length}", outlines)} 0 R>>"
        );
        var widths = string.Concat(drawn.Keys.Select(glyph => $"{glyph}[{PdfFile.Number(Advance(glyph))}]"));
        var glyphs = pdf.Add(
            $"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
                + $"/FontDescriptor {descriptor} 0 R/CIDToGIDMap/Identity/W[{widths}]>>"
        );
        var texts = pdf.AddStream("", Encoding.ASCII.GetBytes(TextMap()));
        return pdf.Add(
            $"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{glyphs} 0 R]/ToUnicode {texts} 0 R>>"
        );
    }

    public void Dispose()
    {
        shaper?.Dispose();
        probe.Dispose();
        typeface.Dispose();
    }

    SKShaper.Result Shaped(string text, float size)
    {
        if (text.Length == 0)
            return new SKShaper.Result();
        using var font = new SKFont(typeface, size);
        using var buffer = new Buffer();
        // The shaper's own overload counts clusters in bytes of UTF-8.
        buffer.AddUtf16(text);
        buffer.GuessSegmentProperties();
        return Shaper.Shape(buffer, font);
    }

    /// <summary>The text of each glyph, as a CMap (ISO 32000-1, 9.10.3).</summary>
    string TextMap()
    {
        var map = new StringBuilder(
            """
            /CIDInit /ProcSet findresource begin
            12 dict begin
            begincmap
            /CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
            /CMapName /Adobe-Identity-UCS def
            /CMapType 2 def
            1 begincodespacerange
            <0000> <FFFF>
            endcodespacerange

            """
        );
        foreach (var part in drawn.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{part.Length} beginbfchar\n");
            foreach (var (glyph, text) in part)
                map.Append(
                    CultureInfo.InvariantCulture,
                    $"<{glyph:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>\n"
                );
            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString().ReplaceLineEndings("\n");
    }

    string Scaled(byte[] table, int at) =>
        PdfFile.Number(BinaryPrimitives.ReadInt16BigEndian(table.AsSpan(at)) * 1000 / typeface.UnitsPerEm);

    byte[] Table(string name) =>
        typeface.GetTableData(BinaryPrimitives.ReadUInt32BigEndian(Encoding.ASCII.GetBytes(name)))
        ?? throw new InvalidOperationException($"The font {Path.GetFileName(file)} has no table {name}.");
}

/// <summary>A shaped text.</summary>
/// <param name="Ids">The glyphs from left to right.</param>
/// <param name="Points">Their places from the start of the text, in points, downwards.</param>
/// <param name="Text">The text that readers of the file extract.</param>
/// <param name="Width">In points.</param>
internal sealed record PdfGlyphs(ushort[] Ids, SKPoint[] Points, string Text, float Width);
