using System.Buffers.Binary;

namespace Proctoring.Core.Vision.Pictures;

/// <summary>The frame header of a JPEG (ITU-T T.81, B.2.2) and a count of what its scans cover.</summary>
internal sealed class JpegFrame
{
    /// <summary>The most memory for coefficients, in bytes. A progressive JPEG, and a sequential one with several scans, stays in memory as
    /// coefficients until its last scan. Together with the pixels this stays below 64 MB for one picture.</summary>
    const long MostCoefficientBytes = 48 * 1024 * 1024;

    const int BytesPerBlock = 64 * sizeof(short);

    readonly Component[] components;
    readonly bool[] seen;

    JpegFrame(int width, int height, bool progressive, Component[] components)
    {
        (Width, Height, Progressive, this.components) = (width, height, progressive, components);
        seen = new bool[components.Length];
    }

    public int Width { get; }

    public int Height { get; }

    public bool Progressive { get; }

    /// <summary>Every component had its first scan.</summary>
    public bool Complete => !seen.Contains(false);

    int LargestHorizontal => components.Max(component => component.Horizontal);

    int LargestVertical => components.Max(component => component.Vertical);

    /// <summary>Reads the header; null if it contradicts itself.</summary>
    public static JpegFrame? Read(ReadOnlySpan<byte> body, bool progressive)
    {
        if (body.Length < 6)
            return null;
        var count = body[5];
        if (count is not (1 or 3 or 4) || body.Length != 6 + (3 * count))
            return null;
        var components = new Component[count];
        for (var i = 0; i < count; i++)
        {
            var (id, horizontal, vertical) = (body[6 + (3 * i)], body[7 + (3 * i)] >> 4, body[7 + (3 * i)] & 15);
            if (horizontal is < 1 or > 4 || vertical is < 1 or > 4)
                return null;
            if (components.AsSpan(0, i).ToArray().Any(other => other.Id == id))
                return null;
            components[i] = new Component(id, horizontal, vertical);
        }

        return new JpegFrame(
            BinaryPrimitives.ReadUInt16BigEndian(body[3..]),
            BinaryPrimitives.ReadUInt16BigEndian(body[1..]),
            progressive,
            components
        );
    }

    /// <summary>Checks a scan header and whether its data can be enough.</summary>
    /// <param name="header">The scan header behind its length (B.2.3).</param>
    /// <param name="bits">The bits of its entropy-coded data.</param>
    public PictureRefusal? Scan(ReadOnlySpan<byte> header, long bits)
    {
        if (header.Length < 1)
            return PictureRefusal.Unreadable;
        var count = header[0];
        if (count is < 1 or > 4 || header.Length != 4 + (2 * count))
            return PictureRefusal.Unreadable;
        var parts = new int[count];
        for (var i = 0; i < count; i++)
        {
            var id = header[1 + (2 * i)];
            parts[i] = Array.FindIndex(components, component => component.Id == id);
            if (parts[i] < 0 || Array.IndexOf(parts, parts[i]) != i)
                return PictureRefusal.Unreadable;
        }

        var (first, last, approximation) = (header[1 + (2 * count)], header[2 + (2 * count)], header[3 + (2 * count)]);
        return Progressive ? ProgressiveScan(parts, first, last, approximation, bits) : SequentialScan(parts, first, last, bits);
    }

    PictureRefusal? SequentialScan(int[] parts, byte first, byte last, long bits)
    {
        if (first != 0 || last != 63 || parts.Any(part => seen[part]))
            return PictureRefusal.Unreadable;
        if (parts.Length < components.Length && TooMuchMemory())
            return PictureRefusal.TooComplex;
        foreach (var part in parts)
            seen[part] = true;
        // Each block has a code for its mean and at least one more, for the end of the block.
        return bits < 2 * Blocks(parts) ? PictureRefusal.Unreadable : null;
    }

    PictureRefusal? ProgressiveScan(int[] parts, byte first, byte last, byte approximation, long bits)
    {
        if (TooMuchMemory())
            return PictureRefusal.TooComplex;
        if (first > last || last > 63 || (first == 0 && last != 0))
            return PictureRefusal.Unreadable;
        if (first > 0)
        {
            // Runs of empty blocks take next to no data. The components' means must come first.
            return parts.Length == 1 && seen[parts[0]] ? null : PictureRefusal.Unreadable;
        }

        var refines = approximation >> 4 != 0;
        if (parts.Any(part => seen[part] != refines))
            return PictureRefusal.Unreadable;
        foreach (var part in parts)
            seen[part] = true;
        // Each block has a code for its mean, or one bit that refines it.
        return bits < Blocks(parts) ? PictureRefusal.Unreadable : null;
    }

    bool TooMuchMemory() => Enumerable.Range(0, components.Length).Sum(part => Blocks([part])) * BytesPerBlock > MostCoefficientBytes;

    /// <summary>The blocks of 8 × 8 samples that a scan codes (A.2).</summary>
    long Blocks(int[] parts)
    {
        if (parts.Length == 1)
        {
            var only = components[parts[0]];
            return (long)Ceiling(Ceiling(Width * only.Horizontal, LargestHorizontal), 8)
                * Ceiling(Ceiling(Height * only.Vertical, LargestVertical), 8);
        }

        var units = (long)Ceiling(Width, 8 * LargestHorizontal) * Ceiling(Height, 8 * LargestVertical);
        return units * parts.Sum(part => components[part].Horizontal * components[part].Vertical);
    }

    static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;

    readonly record struct Component(byte Id, int Horizontal, int Vertical);
}
