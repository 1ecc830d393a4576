using System.Buffers.Binary;
using System.Text;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>
/// Cuts a TrueType font down to some of its glyphs, so that a report with three Chinese characters need not carry seventy thousand. Glyphs
/// keep their numbers; the outlines of the others are empty.
/// Source: OpenType 1.9, chapters "Font file", "loca", "glyf".
/// </summary>
internal static class TrueTypeSubset
{
    /// <summary>The tables with which a PDF draws glyphs by number (ISO 32000-1, 9.9).</summary>
    static readonly HashSet<string> Kept =
    [
        "cvt ",
        "fpgm",
        "glyf",
        "head",
        "hhea",
        "hmtx",
        "loca",
        "maxp",
        "prep",
    ];

    /// <summary>The font with these glyphs and their components.</summary>
    /// <param name="font">A TrueType font with outlines in glyf.</param>
    /// <param name="glyphs">Glyph numbers.</param>
    /// <exception cref="InvalidDataException">It is no such font.</exception>
    public static byte[] Of(byte[] font, IEnumerable<ushort> glyphs)
    {
        var tables = Tables(font);
        if (
            !tables.TryGetValue("glyf", out var glyf)
            || !tables.TryGetValue("loca", out var loca)
            || !tables.TryGetValue("head", out var head)
        )
            throw new InvalidDataException("The font has no TrueType outlines.");
        var wide = BinaryPrimitives.ReadInt16BigEndian(head[50..].Span) == 1;
        var count = (loca.Length / (wide ? 4 : 2)) - 1;
        int Offset(int index) =>
            wide
                ? (int)BinaryPrimitives.ReadUInt32BigEndian(loca[(index * 4)..].Span)
                : BinaryPrimitives.ReadUInt16BigEndian(loca[(index * 2)..].Span) * 2;
        ReadOnlyMemory<byte> Outline(int index) => glyf[Offset(index)..Offset(index + 1)];

        var wanted = Closure(glyphs.Prepend((ushort)0).Where(glyph => glyph < count), index => Outline(index));
        using var outlines = new MemoryStream();
        var places = new byte[loca.Length];
        for (var index = 0; index <= count; index++)
        {
            if (wide)
                BinaryPrimitives.WriteUInt32BigEndian(places.AsSpan(index * 4), (uint)outlines.Length);
            else
                BinaryPrimitives.WriteUInt16BigEndian(places.AsSpan(index * 2), (ushort)(outlines.Length / 2));
            if (index == count || !wanted.Contains((ushort)index))
                continue;
            outlines.Write(Outline(index).Span);
            while (outlines.Length % 4 != 0)
                outlines.WriteByte(0);
        }

        tables["glyf"] = outlines.ToArray();
        tables["loca"] = places;
        return Assemble(
            font.AsSpan(0, 4),
            tables.Where(table => Kept.Contains(table.Key)).OrderBy(table => table.Key, StringComparer.Ordinal).ToList()
        );
    }

    static Dictionary<string, ReadOnlyMemory<byte>> Tables(byte[] font)
    {
        Dictionary<string, ReadOnlyMemory<byte>> tables = new(StringComparer.Ordinal);
        var count = BinaryPrimitives.ReadUInt16BigEndian(font.AsSpan(4));
        for (var entry = 12; entry < 12 + (count * 16); entry += 16)
        {
            var offset = (int)BinaryPrimitives.ReadUInt32BigEndian(font.AsSpan(entry + 8));
            tables[Encoding.ASCII.GetString(font, entry, 4)] = font.AsMemory(
                offset,
                (int)BinaryPrimitives.ReadUInt32BigEndian(font.AsSpan(entry + 12))
            );
        }

        return tables;
    }

    /// <summary>The glyphs and, of those that are composed of others, the others.</summary>
    static HashSet<ushort> Closure(IEnumerable<ushort> glyphs, Func<int, ReadOnlyMemory<byte>> outline)
    {
        HashSet<ushort> all = [];
        Stack<ushort> waiting = new(glyphs);
        while (waiting.TryPop(out var glyph))
        {
            if (!all.Add(glyph))
                continue;
            var data = outline(glyph).Span;
            // A negative number of contours: composed.
            if (data.Length < 10 || BinaryPrimitives.ReadInt16BigEndian(data) >= 0)
                continue;
            for (var at = 10; ;)
            {
                var flags = BinaryPrimitives.ReadUInt16BigEndian(data[at..]);
                waiting.Push(BinaryPrimitives.ReadUInt16BigEndian(data[(at + 2)..]));
                // Words or bytes as arguments; then a scale, two, or a matrix of four.
                at +=
                    4
                    + ((flags & 0x0001) != 0 ? 4 : 2)
                    + (
                        (flags & 0x0008) != 0 ? 2
                        : (flags & 0x0040) != 0 ? 4
                        : (flags & 0x0080) != 0 ? 8
                        : 0
                    );
                if ((flags & 0x0020) == 0)
                    break;
            }
        }

        return all;
    }

    static byte[] Assemble(ReadOnlySpan<byte> version, List<KeyValuePair<string, ReadOnlyMemory<byte>>> tables)
    {
        var offset = 12 + (tables.Count * 16);
        var font = new byte[offset + tables.Sum(table => Aligned(table.Value.Length))];
        version.CopyTo(font);
        var power = (int)Math.Log2(tables.Count);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(4), (ushort)tables.Count);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(6), (ushort)(16 << power));
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(8), (ushort)power);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(10), (ushort)((tables.Count * 16) - (16 << power)));
        for (var index = 0; index < tables.Count; index++)
        {
            var (name, data) = tables[index];
            var entry = font.AsSpan(12 + (index * 16));
            Encoding.ASCII.GetBytes(name, entry);
            data.Span.CopyTo(font.AsSpan(offset));
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Checksum(font.AsSpan(offset, Aligned(data.Length))));
            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], (uint)offset);
            BinaryPrimitives.WriteUInt32BigEndian(entry[12..], (uint)data.Length);
            offset += Aligned(data.Length);
        }

        return font;
    }

    static int Aligned(int length) => (length + 3) & ~3;

    static uint Checksum(ReadOnlySpan<byte> data)
    {
        uint sum = 0;
        for (var at = 0; at < data.Length; at += 4)
            sum = unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(data[at..]));
        return sum;
    }
}
