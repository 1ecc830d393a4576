using System.Buffers.Binary;
using System.IO.Compression;

namespace Proctoring.Tests.Support;

/// <summary>Builds valid and hostile JPEG, PNG and WebP files byte by byte.</summary>
internal static class CraftedPicture
{
    const int MostRun = 32767;

    /// <summary>A black JPEG of one component: every block says "no change" and "end of block" in one bit each.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="firstQuantum">The first value of the quantization table, with which tests distinguish frames.</param>
    public static byte[] GreyJpeg(ushort width, ushort height, byte firstQuantum = 16)
    {
        var blocks = (width + 7) / 8 * ((height + 7) / 8);
        return
        [
            0xFF,
            0xD8,
            .. Quantization(firstQuantum),
            .. Frame(0xC0, width, height),
            .. HuffmanTable(0x00, 0x00),
            .. HuffmanTable(0x10, 0x00),
            .. Scan(0, 63, 0),
            .. new byte[((2 * blocks) + 7) / 8],
            0xFF,
            0xD9,
        ];
    }

    /// <summary>A progressive grey JPEG in which any number of scans refine nothing; each costs a decoder a walk over all blocks.</summary>
    public static byte[] ProgressiveJpeg(ushort width, ushort height, int refinements)
    {
        var blocks = (width + 7) / 8 * ((height + 7) / 8);
        byte[] empty = EmptyRun(blocks);
        List<byte> bytes =
        [
            0xFF,
            0xD8,
            .. Quantization(16),
            .. Frame(0xC2, width, height),
            .. HuffmanTable(0x00, 0x00),
            .. HuffmanTable(0x10, 0xE0),
            .. Scan(0, 0, 0),
            .. new byte[(blocks + 7) / 8],
            .. Scan(1, 63, 0x01),
            .. empty,
        ];
        for (var i = 0; i < refinements; i++)
            bytes.AddRange([.. Scan(1, 63, 0x10), .. empty]);
        return [.. bytes, 0xFF, 0xD9];
    }

    /// <summary>Puts a segment behind the start of a JPEG.</summary>
    public static byte[] WithSegment(byte[] jpeg, byte marker, ReadOnlySpan<byte> body) =>
        [.. jpeg[..2], .. Segment(marker, body), .. jpeg[2..]];

    /// <summary>An EXIF segment with an orientation and a place on Earth, as phones write it.</summary>
    public static byte[] ExifWithPlace(ushort orientation)
    {
        // Little-endian TIFF: one directory with the orientation and a pointer to the GPS directory, which names 52 degrees north.
        byte[] tiff =
        [
            .. "II*\0"u8,
            8,
            0,
            0,
            0,
            2,
            0,
            0x12,
            0x01,
            3,
            0,
            1,
            0,
            0,
            0,
            (byte)orientation,
            (byte)(orientation >> 8),
            0,
            0,
            0x25,
            0x88,
            4,
            0,
            1,
            0,
            0,
            0,
            38,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            2,
            0,
            1,
            0,
            2,
            0,
            2,
            0,
            0,
            0,
            (byte)'N',
            0,
            0,
            0,
            2,
            0,
            5,
            0,
            3,
            0,
            0,
            0,
            68,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            52,
            0,
            0,
            0,
            1,
            0,
            0,
            0,
            31,
            0,
            0,
            0,
            1,
            0,
            0,
            0,
            12,
            0,
            0,
            0,
            1,
            0,
            0,
            0,
        ];
        return [.. "Exif\0\0"u8, .. tiff];
    }

    /// <summary>A PNG's signature.</summary>
    public static byte[] PngSignature { get; } = [0x89, .. "PNG\r\n\u001a\n"u8];

    /// <summary>The start of a PNG, which announces a size.</summary>
    public static byte[] PngStart(uint width, uint height) => [.. PngSignature, .. PngHeader(width, height)];

    /// <summary>A black 8-bit PNG of one channel with the given parts between its header and its data.</summary>
    public static byte[] Png(uint width, uint height, params byte[][] beforeData) =>
        [
            .. PngSignature,
            .. PngHeader(width, height),
            .. beforeData.SelectMany(part => part),
            .. PngData(width, height),
            .. Chunk("IEND"u8, []),
        ];

    /// <summary>The IHDR chunk of an 8-bit PNG.</summary>
    public static byte[] PngHeader(uint width, uint height, byte colour = 0, byte depth = 8, byte interlace = 0)
    {
        var body = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(body, width);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(4), height);
        (body[8], body[9], body[12]) = (depth, colour, interlace);
        return Chunk("IHDR"u8, body);
    }

    /// <summary>The IDAT chunk of a black 8-bit PNG of one channel.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="filter">The filter of every row; 0 to 4 are defined.</param>
    public static byte[] PngData(uint width, uint height, byte filter = 0) => Chunk("IDAT"u8, Rows(width, height, filter));

    /// <summary>Compressed rows, each behind its filter byte.</summary>
    public static byte[] Rows(uint width, uint height, byte filter)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = new byte[1 + width];
            row[0] = filter;
            for (var y = 0; y < height; y++)
                zlib.Write(row);
        }

        return compressed.ToArray();
    }

    /// <summary>A PNG chunk: its length, type, body and checksum.</summary>
    public static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        byte[] chunk = [0, 0, 0, 0, .. type, .. body, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc32(chunk.AsSpan(4, chunk.Length - 8)));
        return chunk;
    }

    /// <summary>An animated PNG whose first frame has no control chunk and whose later frame has rows with an undefined filter (finding
    /// R1).</summary>
    public static byte[] BrokenAnimation(uint side = 64)
    {
        var frameControl = new byte[26];
        BinaryPrimitives.WriteUInt32BigEndian(frameControl.AsSpan(4), side);
        BinaryPrimitives.WriteUInt32BigEndian(frameControl.AsSpan(8), side);
        return
        [
            .. PngSignature,
            .. PngHeader(side, side),
            .. Chunk("acTL"u8, [0, 0, 0, 2, 0, 0, 0, 0]),
            .. PngData(side, side),
            .. Chunk("fcTL"u8, frameControl),
            .. Chunk("fdAT"u8, [0, 0, 0, 1, .. Rows(side, side, filter: 9)]),
            .. Chunk("IEND"u8, []),
        ];
    }

    /// <summary>A lossy WebP header that announces a size.</summary>
    public static byte[] WebPLossy(ushort width, ushort height)
    {
        byte[] body = [0, 0, 0, 0x9D, 0x01, 0x2A, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(6), width);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(8), height);
        return WebP(WebPChunk("VP8 "u8, body));
    }

    /// <summary>A lossless WebP header that announces a size.</summary>
    public static byte[] WebPLossless(int width, int height)
    {
        byte[] body = [0x2F, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(1), (uint)((width - 1) | ((height - 1) << 14)));
        return WebP(WebPChunk("VP8L"u8, body));
    }

    /// <summary>The VP8X chunk of a WebP.</summary>
    public static byte[] WebPExtended(int width, int height, byte flags = 0) =>
        WebPChunk(
            "VP8X"u8,
            [
                flags,
                0,
                0,
                0,
                (byte)(width - 1),
                (byte)((width - 1) >> 8),
                (byte)((width - 1) >> 16),
                (byte)(height - 1),
                (byte)((height - 1) >> 8),
                (byte)((height - 1) >> 16),
            ]
        );

    /// <summary>A WebP chunk: its type, length, body and padding.</summary>
    public static byte[] WebPChunk(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> body)
    {
        byte[] chunk = [.. kind, 0, 0, 0, 0, .. body, .. new byte[body.Length % 2]];
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), body.Length);
        return chunk;
    }

    /// <summary>A WebP file of chunks.</summary>
    public static byte[] WebP(params byte[][] chunks)
    {
        byte[] file = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8, .. chunks.SelectMany(chunk => chunk)];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;
    }

    /// <summary>The chunks of a WebP file that an encoder wrote.</summary>
    public static byte[] ChunksOf(byte[] webP) => webP[12..];

    /// <summary>A JPEG segment: its marker, length and body.</summary>
    public static byte[] Segment(byte marker, ReadOnlySpan<byte> body) =>
        [0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];

    /// <summary>A frame header of one component.</summary>
    public static byte[] Frame(byte marker, ushort width, ushort height) =>
        Segment(marker, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0]);

    static byte[] Quantization(byte first) => Segment(0xDB, [0, first, .. Enumerable.Repeat((byte)1, 63)]);

    /// <summary>A table with one code, a single zero bit, for one symbol.</summary>
    static byte[] HuffmanTable(byte place, byte symbol) => Segment(0xC4, [place, 1, .. new byte[15], symbol]);

    static byte[] Scan(byte first, byte last, byte approximation) => Segment(0xDA, [1, 1, 0, first, last, approximation]);

    /// <summary>Ends the band of so many blocks: a zero bit for "a run of 16,384 to 32,767 blocks" and 14 bits of its length.</summary>
    static byte[] EmptyRun(int blocks)
    {
        var bits = new List<bool>();
        for (var left = blocks; left > 0; left -= MostRun)
        {
            // A run that is too long ends with the scan.
            var extra = Math.Clamp(left - 16384, 0, 16383);
            bits.Add(false);
            for (var bit = 13; bit >= 0; bit--)
                bits.Add(((extra >> bit) & 1) != 0);
        }

        var bytes = new List<byte>();
        for (var at = 0; at < bits.Count; at += 8)
        {
            byte value = 0;
            for (var bit = 0; bit < 8; bit++)
                value = (byte)((value << 1) | (at + bit >= bits.Count || bits[at + bit] ? 1 : 0));
            bytes.Add(value);
            if (value == 0xFF)
                bytes.Add(0);
        }

        return [.. bytes];
    }

    static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }
}
