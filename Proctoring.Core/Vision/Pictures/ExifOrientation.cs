using System.Buffers.Binary;

namespace Proctoring.Core.Vision.Pictures;

/// <summary>Reads the orientation from EXIF data and nothing else. Data that contradicts itself has no orientation.</summary>
internal static class ExifOrientation
{
    const ushort OrientationTag = 0x0112;
    const ushort ShortType = 3;
    const int EntrySize = 12;

    /// <summary>Reads the orientation, 1 to 8, from the body of a JPEG's APP1 segment; null if there is none.</summary>
    public static int? OfJpegSegment(ReadOnlySpan<byte> body) => body.StartsWith("Exif\0\0"u8) ? OfTiff(body[6..]) : null;

    /// <summary>Reads the orientation from a TIFF structure (EXIF 2.32, section 4.6.4); only the first directory can hold it.</summary>
    public static int? OfTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8)
            return null;
        var little = tiff.StartsWith("II*\0"u8);
        if (!little && !tiff.StartsWith("MM\0*"u8))
            return null;
        var directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
            return null;
        var rest = tiff[(int)directory..];
        var count = Short(rest, little);
        for (var entry = 0; entry < count && rest.Length >= 2 + ((entry + 1) * EntrySize); entry++)
        {
            var field = rest.Slice(2 + (entry * EntrySize), EntrySize);
            if (Short(field, little) != OrientationTag || Short(field[2..], little) != ShortType)
                continue;
            return Short(field[8..], little) is >= 1 and <= 8 and var orientation ? orientation : null;
        }

        return null;
    }

    /// <summary>A TIFF structure of 26 bytes with an orientation from 1 to 8 and nothing else (EXIF 2.32, section 4.6.2).</summary>
    public static byte[] ToTiff(int orientation) =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];

    static ushort Short(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
