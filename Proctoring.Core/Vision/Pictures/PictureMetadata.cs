using System.Buffers.Binary;

namespace Proctoring.Core.Vision.Pictures;

/// <summary>
/// Removes the metadata of a picture, such as the place of the camera. Unlike the inspector it keeps the colours and
/// whatever else a browser needs, and it refuses nothing.
/// </summary>
internal static class PictureMetadata
{
    static ReadOnlySpan<byte> Signature => "Exif\0\0"u8;

    /// <summary>
    /// Returns a JPEG, PNG or WebP without EXIF data, XMP, IPTC, C2PA, texts and comments, and without anything behind its end. The
    /// orientation stays. Returns the same bytes if there is nothing to remove, for other formats, and for a file whose parts contradict
    /// each other.
    /// </summary>
    /// <param name="file">The bytes of the file.</param>
    public static byte[] Without(byte[] file)
    {
        var result =
            JpegInspector.IsJpeg(file) ? OfJpeg(file)
            : PngInspector.IsPng(file) ? OfPng(file)
            : WebPInspector.IsWebP(file) ? OfWebP(file)
            : null;
        return result is null || result.AsSpan().SequenceEqual(file) ? file : result;
    }

    static byte[]? OfJpeg(byte[] file)
    {
        var result = new MemoryStream(file.Length);
        result.Write(file, 0, 2);
        var (at, orientation) = (2, 1);
        while (at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] != 0xDA)
        {
            if (file[at + 1] == 0xFF)
            {
                // Any number of fill bytes may precede a marker (ITU-T T.81, section B.1.1.2).
                result.WriteByte(file[at++]);
                continue;
            }

            var (marker, length) = (file[at + 1], 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2)));
            if (length < 4 || at + length > file.Length)
                return null;
            if (IsPicture(marker))
                result.Write(file, at, length);
            else if (marker == 0xE1)
                orientation = ExifOrientation.OfJpegSegment(file.AsSpan(at + 4, length - 4)) ?? orientation;
            at += length;
        }

        // Browsers also show a picture that was cut off.
        var end = EndOfScans(file, at) ?? file.Length;
        if (orientation != 1)
        {
            var exif = Exif(orientation);
            result.Write([0xFF, 0xE1, 0, (byte)(exif.Length + Signature.Length + 2)]);
            result.Write(Signature);
            result.Write(exif);
        }

        result.Write(file, at, end - at);
        return result.ToArray();
    }

    /// <summary>Of the segments of applications, a browser needs those of JFIF (0), of the colour profile (2) and of Adobe (14). The others
    /// hold EXIF, XMP, IPTC, C2PA and what cameras write for themselves; 0xFE is a comment.</summary>
    static bool IsPicture(byte marker) => marker is 0xE0 or 0xE2 or 0xEE or not ((>= 0xE0 and <= 0xEF) or 0xFE);

    /// <summary>The place behind the end of a JPEG: phones append further pictures with metadata of their own.</summary>
    static int? EndOfScans(byte[] file, int at)
    {
        while (at + 2 <= file.Length)
        {
            if (file[at] != 0xFF || file[at + 1] is 0x00 or 0xFF or (>= 0xD0 and <= 0xD7))
                at++;
            else if (file[at + 1] == 0xD9)
                return at + 2;
            else if (at + 4 > file.Length)
                return null;
            else
                at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2));
        }

        return null;
    }

    static byte[] OfPng(byte[] file)
    {
        var result = new MemoryStream(file.Length);
        result.Write(file, 0, 8);
        var at = 8;
        while (at + 12 <= file.Length)
        {
            // The last chunk of a picture that was cut off is shorter than it says.
            var length = (int)Math.Min(12 + (long)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at)), file.Length - at);
            var name = file.AsSpan(at + 4, 4);
            var exif = name.SequenceEqual("eXIf"u8) && length >= 12 ? file.AsSpan(at + 8, length - 12) : default;
            if (ExifOrientation.OfTiff(exif) is > 1 and var orientation)
                result.Write(ExifChunk(orientation));
            else if (!IsText(name))
                result.Write(file, at, length);
            at += length;
            if (name.SequenceEqual("IEND"u8))
                return result.ToArray();
        }

        result.Write(file, at, file.Length - at);
        return result.ToArray();
    }

    static bool IsText(ReadOnlySpan<byte> chunk) =>
        chunk.SequenceEqual("eXIf"u8)
        || chunk.SequenceEqual("tEXt"u8)
        || chunk.SequenceEqual("zTXt"u8)
        || chunk.SequenceEqual("iTXt"u8)
        || chunk.SequenceEqual("tIME"u8)
        || chunk.SequenceEqual("caBX"u8);

    static byte[] ExifChunk(int orientation)
    {
        byte[] chunk = [0, 0, 0, 26, .. "eXIf"u8, .. Exif(orientation), 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Checksum(chunk.AsSpan(4, chunk.Length - 8)));
        return chunk;
    }

    /// <summary>The CRC-32 of a chunk (PNG specification, third edition, annex D).</summary>
    static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320);
        }

        return ~sum;
    }

    static byte[]? OfWebP(byte[] file)
    {
        var result = new MemoryStream(file.Length);
        result.Write(file, 0, 12);
        var at = 12;
        while (at + 8 <= file.Length)
        {
            var length = 8 + (long)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 4));
            if (length > file.Length - at)
                return null;
            // Some writers leave out the padding of the last chunk.
            length = Math.Min(length + (length & 1), file.Length - at);
            var name = file.AsSpan(at, 4);
            var body = file.AsSpan(at + 8, (int)length - 8);
            if (name.SequenceEqual("EXIF"u8))
            {
                // With one entry, the flag of the header stays right.
                var exif = Exif(ExifOrientation.OfJpegSegment(body) ?? ExifOrientation.OfTiff(body) ?? 1);
                result.Write("EXIF"u8);
                result.Write([(byte)exif.Length, 0, 0, 0]);
                result.Write(exif);
            }
            else if (!name.SequenceEqual("XMP "u8) && !name.SequenceEqual("C2PA"u8))
            {
                result.Write(file, at, (int)length);
            }

            at += (int)length;
        }

        var content = result.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(4), (uint)(content.Length - 8));
        // No chunk with XMP is left (WebP container specification, "Extended File Format").
        if (content.Length > 20 && content.AsSpan(12, 4).SequenceEqual("VP8X"u8))
            content[20] &= 0b1111_1011;
        return content;
    }

    /// <summary>A TIFF structure of 26 bytes with the orientation and nothing else (EXIF 2.32, section 4.6.2).</summary>
    static byte[] Exif(int orientation) =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
}
