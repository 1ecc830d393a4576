using System.Buffers.Binary;

namespace Proctoring.Core.Vision;

/// <summary>The picture formats that the product takes.</summary>
internal enum PictureFormat
{
    Jpeg,
    Png,
    WebP,
}

/// <summary>Format and size of a picture, read from its first bytes without decoding it.</summary>
/// <remarks>A few bytes can announce gigapixels; this is what makes it safe to hand the rest to a decoder.</remarks>
/// <param name="Format">The format.</param>
/// <param name="Width">Width in pixels as stored, before any EXIF rotation.</param>
/// <param name="Height">Height in pixels as stored, before any EXIF rotation.</param>
internal sealed record PictureHeader(PictureFormat Format, int Width, int Height)
{
    static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads the header; null where the bytes are none of the formats or end before the size.</summary>
    public static PictureHeader? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return ReadJpeg(bytes);
        if (bytes.StartsWith(PngSignature)) return ReadPng(bytes);
        if (bytes.Length >= 16 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8)) return ReadWebP(bytes);
        return null;
    }

    /// <summary>Walks the segments (ITU-T T.81, annex B) up to the frame header; a thumbnail sits inside a segment and is stepped over.</summary>
    static PictureHeader? ReadJpeg(ReadOnlySpan<byte> bytes)
    {
        var at = 2;
        while (at + 4 <= bytes.Length)
        {
            if (bytes[at] != 0xFF) return null;
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++; // a fill byte
                continue;
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += 2; // these stand alone, without a length
                continue;
            }

            if (marker is 0xD9 or 0xDA) return null; // the scan begins or the file ends: no size came
            var isFrame = marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
            if (isFrame)
            {
                if (at + 9 > bytes.Length) return null;
                var height = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]);
                var width = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]);
                return new PictureHeader(PictureFormat.Jpeg, width, height);
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2) return null;
            at += 2 + length;
        }

        return null;
    }

    /// <summary>The IHDR chunk comes first (PNG specification, 11.2.2).</summary>
    static PictureHeader? ReadPng(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 24 || !bytes[12..].StartsWith("IHDR"u8)) return null;
        var width = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
        var height = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
        return new PictureHeader(PictureFormat.Png, Clamp(width), Clamp(height));
    }

    /// <summary>The first chunk tells which of the three kinds it is (RFC 9649, 2.5–2.7).</summary>
    static PictureHeader? ReadWebP(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 30) return null;
        var kind = bytes[12..16];
        var body = bytes[20..];
        if (kind.SequenceEqual("VP8 "u8))
        {
            if (!body[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])) return null;
            var width = BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3FFF;
            var height = BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3FFF;
            return new PictureHeader(PictureFormat.WebP, width, height);
        }

        if (kind.SequenceEqual("VP8L"u8))
        {
            if (body[0] != 0x2F) return null;
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
            return new PictureHeader(PictureFormat.WebP, (int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
        }

        if (kind.SequenceEqual("VP8X"u8))
        {
            return new PictureHeader(PictureFormat.WebP, ReadUInt24(body[4..]) + 1, ReadUInt24(body[7..]) + 1);
        }

        return null;
    }

    static int ReadUInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    static int Clamp(uint side) => (int)Math.Min(side, int.MaxValue);
}
