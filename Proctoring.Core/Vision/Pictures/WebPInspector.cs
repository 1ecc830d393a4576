using System.Buffers.Binary;

namespace Proctoring.Core.Vision.Pictures;

/// <summary>
/// Walks all chunks of a WebP (RFC 9649): each length against the bytes left, and passes on only the bitstream and its transparency.
/// Refuses animations.
/// </summary>
internal static class WebPInspector
{
    const int HeaderSize = 12;
    const int ChunkOverhead = 8;
    const byte AnimationFlag = 0x02;
    const byte AlphaFlag = 0x10;

    /// <summary>Decides by the first bytes whether a file is a WebP.</summary>
    public static bool IsWebP(ReadOnlySpan<byte> file) =>
        file.Length >= HeaderSize && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8);

    /// <summary>Checks a WebP.</summary>
    public static PictureInspection Inspect(ReadOnlySpan<byte> file, PictureLimits limits)
    {
        var size = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        if (size < 4 || size > file.Length - 8)
            return PictureRefusal.Unreadable;
        file = file[..(int)(size + 8)];
        Parts parts = default;
        for (var at = HeaderSize; at < file.Length;)
        {
            if (file.Length - at < ChunkOverhead)
                return PictureRefusal.Unreadable;
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            if (length > file.Length - at - ChunkOverhead)
                return PictureRefusal.Unreadable;
            if (parts.Take(file.Slice(at, 4), file.Slice(at + ChunkOverhead, (int)length)) is { } refusal)
                return refusal;
            at += ChunkOverhead + (int)length + (int)(length & 1);
        }

        return parts.Finish(limits);
    }

    /// <summary>The chunks that were found.</summary>
    ref struct Parts
    {
        ReadOnlySpan<byte> extended;
        ReadOnlySpan<byte> alpha;
        ReadOnlySpan<byte> bitstream;
        bool lossless;
        bool any;
        int orientation;

        public PictureRefusal? Take(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> body)
        {
            if (kind.SequenceEqual("ANIM"u8) || kind.SequenceEqual("ANMF"u8))
                return PictureRefusal.Animated;
            var (isLossy, isLossless) = (kind.SequenceEqual("VP8 "u8), kind.SequenceEqual("VP8L"u8));
            if (kind.SequenceEqual("VP8X"u8))
            {
                if (any || body.Length != 10)
                    return PictureRefusal.Unreadable;
                extended = body;
                if ((body[0] & AnimationFlag) != 0)
                    return PictureRefusal.Animated;
            }
            else if (isLossy || isLossless)
            {
                if (!bitstream.IsEmpty || body.Length < 10)
                    return PictureRefusal.Unreadable;
                bitstream = body;
                lossless = isLossless;
            }
            else if (kind.SequenceEqual("ALPH"u8))
            {
                if (extended.IsEmpty || !alpha.IsEmpty || !bitstream.IsEmpty || body.IsEmpty)
                    return PictureRefusal.Unreadable;
                alpha = body;
            }
            else if (kind.SequenceEqual("EXIF"u8))
            {
                orientation = ExifOrientation.OfJpegSegment(body) ?? ExifOrientation.OfTiff(body) ?? orientation;
            }

            any = true;
            return null;
        }

        public readonly PictureInspection Finish(PictureLimits limits)
        {
            if (bitstream.IsEmpty || (lossless ? LosslessSize() : LossySize()) is not var (width, height))
                return PictureRefusal.Unreadable;
            // A canvas of another size than its only picture is an animation's, or a lie.
            if (!extended.IsEmpty && (UInt24(extended[4..]) + 1 != width || UInt24(extended[7..]) + 1 != height))
                return PictureRefusal.Unreadable;
            if (PictureInspector.CheckSize(width, height, limits, whole: true) is { } refusal)
                return refusal;
            return new CheckedPicture(PictureFormat.WebP, width, height, Content()) { Orientation = Math.Max(1, orientation) };
        }

        /// <summary>A key frame begins with its tag, the start code and two sides of 14 bits (RFC 6386, section 9.1).</summary>
        readonly (int Width, int Height)? LossySize() =>
            (bitstream[0] & 1) != 0 || !bitstream[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])
                ? null
                : (
                    BinaryPrimitives.ReadUInt16LittleEndian(bitstream[6..]) & 0x3FFF,
                    BinaryPrimitives.ReadUInt16LittleEndian(bitstream[8..]) & 0x3FFF
                );

        /// <summary>A signature, then two sides of 14 bits less one (RFC 9649, section 3.4).</summary>
        readonly (int Width, int Height)? LosslessSize()
        {
            if (bitstream[0] != 0x2F)
                return null;
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(bitstream[1..]);
            return ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
        }

        readonly byte[] Content()
        {
            using var content = new MemoryStream(bitstream.Length + alpha.Length + 64);
            content.Write("RIFF\0\0\0\0WEBP"u8);
            if (!alpha.IsEmpty && !lossless)
            {
                Write(content, "VP8X"u8, [AlphaFlag, 0, 0, 0, .. extended[4..]]);
                Write(content, "ALPH"u8, alpha);
            }

            Write(content, lossless ? "VP8L"u8 : "VP8 "u8, bitstream);
            var bytes = content.ToArray();
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
            return bytes;
        }

        static void Write(MemoryStream content, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> body)
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
            content.Write(kind);
            content.Write(length);
            content.Write(body);
            if (body.Length % 2 != 0)
                content.WriteByte(0);
        }

        static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
    }
}
