using System.Buffers.Binary;

namespace Proctoring.Core.Vision.Pictures;

/// <summary>Removes the metadata of a JPEG: before the first scan, between scans, and behind the end.</summary>
internal static class JpegMetadata
{
    const byte StartOfScan = 0xDA;
    const byte EndOfImage = 0xD9;
    const int JfifWithoutThumbnail = 18;
    const int Adobe = 16;

    static ReadOnlySpan<byte> Signature => "Exif\0\0"u8;

    /// <summary>Returns the parts that a decoder needs, the colour profile and the orientation. A decoder skips bytes between two segments,
    /// and shows a picture that was cut off; both are read as it reads them.</summary>
    /// <param name="file">The bytes of a file that begins like a JPEG.</param>
    public static byte[] Without(byte[] file)
    {
        var result = new MemoryStream(file.Length);
        result.Write(file, 0, 2);
        var (at, orientation, scanned) = (2, 1, false);
        while (at + 2 <= file.Length)
        {
            var marker = file[at + 1];
            if (file[at] != 0xFF || marker is 0x00)
            {
                at++;
            }
            else if (marker is 0xFF)
            {
                // Any number of fill bytes may precede a marker (ITU-T T.81, section B.1.1.2).
                result.WriteByte(file[at++]);
            }
            else if (marker is EndOfImage)
            {
                // Phones append further pictures with metadata of their own.
                result.Write(file, at, 2);
                break;
            }
            else if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                // These have no length, and nothing needs them here.
                at += 2;
            }
            else if (at + 4 > file.Length)
            {
                break;
            }
            else
            {
                var length = Math.Min(2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2)), file.Length - at);
                var segment = file.AsSpan(at, length);
                if (marker == 0xE1 && length > 4 && !scanned)
                    orientation = ExifOrientation.OfJpegSegment(segment[4..]) ?? orientation;
                if (marker == StartOfScan && !scanned)
                    WriteOrientation(result, orientation);
                Write(result, segment);
                at += length;
                if (marker == StartOfScan)
                    (at, scanned) = (CopyScan(file, at, result), true);
            }
        }

        return result.ToArray();
    }

    /// <summary>Writes a segment if a browser needs it. The segments of applications hold EXIF, XMP, IPTC, C2PA, small copies of the
    /// picture and what cameras write for themselves. Only the headers of JFIF and Adobe, which say how colours are stored, and
    /// the colour profile stay.</summary>
    static void Write(MemoryStream result, ReadOnlySpan<byte> segment)
    {
        var body = segment.Length > 4 ? segment[4..] : default;
        switch (segment[1])
        {
            case (>= 0xC0 and <= 0xCF) or (>= 0xDA and <= 0xDF):
            case 0xE2 when body.StartsWith("ICC_PROFILE\0"u8):
            case 0xE0 when body.StartsWith("JFIF\0"u8) && segment.Length <= JfifWithoutThumbnail:
            case 0xEE when body.StartsWith("Adobe"u8) && segment.Length <= Adobe:
                result.Write(segment);
                break;
            case 0xE0 when body.StartsWith("JFIF\0"u8):
                result.Write([0xFF, 0xE0, 0, JfifWithoutThumbnail - 2, .. body[..12], 0, 0]);
                break;
            case 0xEE when body.StartsWith("Adobe"u8):
                result.Write([0xFF, 0xEE, 0, Adobe - 2, .. body[..12]]);
                break;
        }
    }

    /// <summary>Writes a segment with the orientation and nothing else, if the picture is stored turned.</summary>
    static void WriteOrientation(MemoryStream result, int orientation)
    {
        if (orientation == 1)
            return;
        var exif = ExifOrientation.ToTiff(orientation);
        result.Write([0xFF, 0xE1, 0, (byte)(exif.Length + Signature.Length + 2)]);
        result.Write(Signature);
        result.Write(exif);
    }

    /// <summary>Whether a marker ends the coded data of a scan. Stuffed zeros, fill bytes and restarts belong to the data. No segment
    /// begins with the markers below 0xC0, which are TEM and reserved ones: they come from a damaged file, and a decoder steps over them
    /// to the next restart. As a segment they would take up to 64 KB of the picture with them.</summary>
    static bool EndsScan(byte marker) => marker is >= 0xC0 and < 0xFF and not (>= 0xD0 and <= 0xD7);

    /// <summary>Copies the coded data of a scan. Returns the place of the next marker.</summary>
    static int CopyScan(byte[] file, int at, MemoryStream result)
    {
        var start = at;
        while (at + 1 < file.Length && !(file[at] == 0xFF && EndsScan(file[at + 1])))
            at++;
        if (at + 1 == file.Length)
            at++;
        result.Write(file, start, at - start);
        return at;
    }
}
