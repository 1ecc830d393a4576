using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;

namespace Proctoring.Core.Vision.Pictures;

/// <summary>
/// Removes the metadata of a picture, such as the place of the camera. Unlike the inspector it keeps the colours and
/// whatever else a browser needs, and it refuses nothing.
/// </summary>
internal static class PictureMetadata
{
    /// <summary>The chunks of a PNG that a browser needs. The others are texts, EXIF data, C2PA and what programs write for
    /// themselves.</summary>
    static readonly FrozenSet<string> PngChunks =
        "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT"
            .Split(' ')
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Returns a JPEG, PNG, WebP or GIF without EXIF data, XMP, IPTC, C2PA, texts and comments, and without anything behind its end. The
    /// orientation stays. Only parts that a browser needs are copied, so that a file whose parts contradict each other keeps nothing else
    /// either. Returns the same bytes if there is nothing to remove, and for other formats.
    /// </summary>
    /// <param name="file">The bytes of the file.</param>
    public static byte[] Without(byte[] file)
    {
        var result =
            JpegInspector.IsJpeg(file) ? JpegMetadata.Without(file)
            : PngInspector.IsPng(file) ? OfPng(file)
            : WebPInspector.IsWebP(file) ? OfWebP(file)
            : GifMetadata.IsGif(file) ? GifMetadata.Without(file)
            : null;
        return result is null || result.AsSpan().SequenceEqual(file) ? file : result;
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
            var name = Encoding.ASCII.GetString(file, at + 4, 4);
            var exif = name == "eXIf" && length >= 12 ? file.AsSpan(at + 8, length - 12) : default;
            if (ExifOrientation.OfTiff(exif) is > 1 and var orientation)
                result.Write(ExifChunk(orientation));
            else if (PngChunks.Contains(name))
                result.Write(file, at, length);
            at += length;
            if (name == "IEND")
                break;
        }

        return result.ToArray();
    }

    static byte[] ExifChunk(int orientation)
    {
        byte[] chunk = [0, 0, 0, 26, .. "eXIf"u8, .. ExifOrientation.ToTiff(orientation), 0, 0, 0, 0];
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

    /// <summary>Reads chunks up to the end that the file names. Browsers ignore bytes after it and chunks that they do not
    /// know.</summary>
    static byte[] OfWebP(byte[] file)
    {
        var result = new MemoryStream(file.Length);
        result.Write(file, 0, 12);
        var named = 8 + (long)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4));
        var missing = CopyChunks(file.AsSpan(12, (int)Math.Min(named > 20 ? named : file.Length, file.Length) - 12), result);
        var content = result.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(4), (uint)(content.Length - 8 + missing));
        // No chunk with XMP is left (WebP container specification, "Extended File Format").
        if (content.Length > 20 && content.AsSpan(12, 4).SequenceEqual("VP8X"u8))
            content[20] &= 0b1111_1011;
        return content;
    }

    /// <summary>Copies the chunks that a browser needs. Returns how many bytes the last of them lacks: browsers show a picture that was cut
    /// off, if the lengths in it stay right.</summary>
    /// <param name="chunks">The chunks of a file, or of a frame of an animation.</param>
    /// <param name="result">The stream to which they are written.</param>
    /// <param name="inFrame">Whether they belong to a frame. It contains no other frame, so the depth of the calls is limited.</param>
    static long CopyChunks(ReadOnlySpan<byte> chunks, MemoryStream result, bool inFrame = false)
    {
        var missing = 0L;
        var oriented = false;
        while (chunks.Length >= 8)
        {
            var length = 8 + (long)BinaryPrimitives.ReadUInt32LittleEndian(chunks[4..]);
            // Some writers leave out the padding of the last chunk.
            var present = (int)Math.Min(length + (length & 1), chunks.Length);
            var name = chunks[..4];
            var chunk = chunks[..present];
            if (name.SequenceEqual("EXIF"u8))
            {
                // Browsers read the first one. Many short ones would make the result longer than the file.
                if (!inFrame && !oriented)
                    WriteExif(chunk[8..], result);
                oriented = true;
            }
            else if (!inFrame && name.SequenceEqual("ANMF"u8) && present > 24)
            {
                missing = Math.Max(0, length - present);
                WriteFrame(chunk, missing, result);
            }
            else if (IsBitstream(name) || (!inFrame && IsOfFile(name)))
            {
                missing = Math.Max(0, length - present);
                result.Write(chunk);
            }

            chunks = chunks[present..];
        }

        return missing;
    }

    /// <summary>With one entry, the flag of the header stays right.</summary>
    static void WriteExif(ReadOnlySpan<byte> body, MemoryStream result)
    {
        var exif = ExifOrientation.ToTiff(ExifOrientation.OfJpegSegment(body) ?? ExifOrientation.OfTiff(body) ?? 1);
        result.Write("EXIF"u8);
        result.Write([(byte)exif.Length, 0, 0, 0]);
        result.Write(exif);
    }

    /// <summary>A frame of an animation has 16 bytes of its own and then chunks.</summary>
    static void WriteFrame(ReadOnlySpan<byte> chunk, long missing, MemoryStream result)
    {
        var inner = new MemoryStream(chunk.Length);
        inner.Write(chunk[8..24]);
        CopyChunks(chunk[24..], inner, inFrame: true);
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)(inner.Length + missing));
        result.Write("ANMF"u8);
        result.Write(size);
        result.Write(inner.ToArray());
    }

    static bool IsBitstream(ReadOnlySpan<byte> chunk) =>
        chunk.SequenceEqual("VP8 "u8) || chunk.SequenceEqual("VP8L"u8) || chunk.SequenceEqual("ALPH"u8);

    /// <summary>The header, the colour profile and the parts of an animation.</summary>
    static bool IsOfFile(ReadOnlySpan<byte> chunk) =>
        chunk.SequenceEqual("VP8X"u8) || chunk.SequenceEqual("ICCP"u8) || chunk.SequenceEqual("ANIM"u8) || chunk.SequenceEqual("ANMF"u8);
}
