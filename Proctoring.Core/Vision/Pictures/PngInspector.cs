using System.Buffers.Binary;

namespace Proctoring.Core.Vision.Pictures;

/// <summary>
/// Walks all chunks of a PNG (PNG specification, third edition, section 5): each length against the bytes left, and passes on only
/// IHDR, PLTE, tRNS, IDAT and IEND. Refuses animations.
/// </summary>
internal static class PngInspector
{
    /// <summary>Length, type and checksum of a chunk.</summary>
    const int ChunkOverhead = 12;

    /// <summary>The most bytes that deflate can make of one (zlib, "Maximum expansion factor").</summary>
    const int MostExpansion = 1032;

    static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Decides by the first bytes whether a file is a PNG.</summary>
    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <summary>Checks a PNG.</summary>
    public static PictureInspection Inspect(ReadOnlySpan<byte> file, PictureLimits limits)
    {
        var at = Signature.Length;
        if (!NextChunk(file, at, out var first) || !first.Is("IHDR"u8) || first.Body.Length != 13)
            return PictureRefusal.Unreadable;
        var header = first.Body;
        if (Check(header, limits) is { } wrong)
            return wrong;

        var content = new MemoryStream(file.Length);
        content.Write(Signature);
        (bool Palette, bool Ended, bool InData, bool Data) passed = default;
        long data = 0;
        while (!passed.Ended)
        {
            if (!NextChunk(file, at, out var chunk))
                return PictureRefusal.Unreadable;
            if (Order(chunk, header, at == Signature.Length, ref passed) is { } refusal)
                return refusal;
            if (chunk.Is("IDAT"u8))
                data += chunk.Body.Length;
            if (Passes(chunk))
                content.Write(file.Slice(at, ChunkOverhead + chunk.Body.Length));
            at += ChunkOverhead + chunk.Body.Length;
        }

        var (width, height) = (Side(header), Side(header[4..]));
        if (!passed.Data || (header[9] == 3 && !passed.Palette))
            return PictureRefusal.Unreadable;
        // Fewer bytes than a size can be packed into: the size is a lie, or the file was cut off.
        if (RawBytes(width, height, header) > data * MostExpansion)
            return PictureRefusal.Unreadable;
        return new CheckedPicture(PictureFormat.Png, (int)width, (int)height, content.ToArray());
    }

    static PictureRefusal? Check(ReadOnlySpan<byte> header, PictureLimits limits)
    {
        var (depth, colour) = (header[8], header[9]);
        var known = colour switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        // Compression 0, filter 0 and interlace 0 or 1 are all that the specification defines.
        if (!known || header[10] != 0 || header[11] != 0 || header[12] > 1)
            return PictureRefusal.Unreadable;
        var (width, height) = (Side(header), Side(header[4..]));
        if (PictureInspector.CheckSize(width, height, limits, whole: true) is { } size)
            return size;
        // An interlaced picture is in memory twice while it is decoded, once as its passes.
        return header[12] == 1 && width * height > PictureLimits.MaxWholePixels / 4 ? PictureRefusal.TooComplex : null;
    }

    /// <summary>Checks the place of a chunk.</summary>
    static PictureRefusal? Order(
        Chunk chunk,
        ReadOnlySpan<byte> header,
        bool first,
        ref (bool Palette, bool Ended, bool InData, bool Data) passed
    )
    {
        var inData = chunk.Is("IDAT"u8);
        if (chunk.Is("acTL"u8) || chunk.Is("fcTL"u8) || chunk.Is("fdAT"u8))
            return PictureRefusal.Animated;
        if (chunk.Is("IHDR"u8) && !first)
            return PictureRefusal.Unreadable;
        if (chunk.Is("PLTE"u8))
        {
            if (passed.Palette || passed.Data || chunk.Body.Length is 0 or > 768 || chunk.Body.Length % 3 != 0)
                return PictureRefusal.Unreadable;
            passed.Palette = true;
        }
        else if (chunk.Is("tRNS"u8))
        {
            if (passed.Data || chunk.Body.Length > 256 || (header[9] == 3 && !passed.Palette))
                return PictureRefusal.Unreadable;
        }
        else if (inData)
        {
            // All IDAT chunks stand together.
            if (passed.Data && !passed.InData)
                return PictureRefusal.Unreadable;
            passed.Data = true;
        }
        else if (chunk.Is("IEND"u8))
        {
            if (chunk.Body.Length != 0)
                return PictureRefusal.Unreadable;
            passed.Ended = true;
        }
        else if (chunk.Critical && !chunk.Is("IHDR"u8))
        {
            return PictureRefusal.Unsupported;
        }

        passed.InData = inData;
        return null;
    }

    static bool Passes(Chunk chunk) =>
        chunk.Is("IHDR"u8) || chunk.Is("PLTE"u8) || chunk.Is("tRNS"u8) || chunk.Is("IDAT"u8) || chunk.Is("IEND"u8);

    /// <summary>
    /// The bytes of all rows before compression, each with its filter byte; for an interlaced picture at least this many.
    /// </summary>
    static long RawBytes(long width, long height, ReadOnlySpan<byte> header)
    {
        var samples = header[9] switch
        {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        };
        return height * (1 + (((width * samples * header[8]) + 7) / 8));
    }

    static long Side(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);

    static bool NextChunk(ReadOnlySpan<byte> file, int at, out Chunk chunk)
    {
        chunk = default;
        if (file.Length - at < ChunkOverhead)
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
        if (length > file.Length - at - ChunkOverhead)
            return false;
        chunk = new Chunk(file.Slice(at + 4, 4), file.Slice(at + 8, (int)length));
        return true;
    }

    readonly ref struct Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        readonly ReadOnlySpan<byte> type = type;

        public ReadOnlySpan<byte> Body { get; } = body;

        /// <summary>A decoder must understand the chunk to show the picture: its first letter is a capital.</summary>
        public bool Critical => (type[0] & 0x20) == 0;

        public bool Is(ReadOnlySpan<byte> name) => type.SequenceEqual(name);
    }
}
