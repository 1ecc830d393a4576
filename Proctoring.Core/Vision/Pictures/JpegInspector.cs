using System.Buffers.Binary;

namespace Proctoring.Core.Vision.Pictures;

/// <summary>
/// Walks all segments and scans of a JPEG (ITU-T T.81, annex B): each length against the bytes left, one frame header, a bounded number of
/// scans, and enough data for the announced size. Drops EXIF, comments, colour profiles and everything behind the end of the picture.
/// </summary>
internal ref struct JpegInspector
{
    /// <summary>libjpeg writes at most 18 scans for four components and 10 for three (jcparam.c, jpeg_simple_progression).</summary>
    public const int MostScans = 20;

    const byte EndOfImage = 0xD9;
    const byte StartOfScan = 0xDA;

    readonly ReadOnlySpan<byte> file;
    readonly PictureLimits limits;
    readonly List<Range> parts;
    JpegFrame? frame;
    int at;
    int scans;
    int orientation;

    JpegInspector(ReadOnlySpan<byte> file, PictureLimits limits)
    {
        this.file = file;
        this.limits = limits;
        parts = [0..2];
        at = 2;
        orientation = 1;
    }

    /// <summary>Decides by the first bytes whether a file is a JPEG.</summary>
    public static bool IsJpeg(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    /// <summary>Checks a JPEG.</summary>
    public static PictureInspection Inspect(ReadOnlySpan<byte> file, PictureLimits limits) => new JpegInspector(file, limits).Inspect();

    PictureInspection Inspect()
    {
        while (NextMarker() is { } marker)
        {
            if (marker == EndOfImage)
                return Finish();
            if (Segment(marker) is { } refusal)
                return refusal;
        }

        return PictureRefusal.Unreadable;
    }

    /// <summary>Steps to the next marker and over its fill bytes; null at the end of the file or if something else is there.</summary>
    byte? NextMarker()
    {
        if (at >= file.Length || file[at] != 0xFF)
            return null;
        while (at < file.Length && file[at] == 0xFF)
            at++;
        return at < file.Length ? file[at++] : null;
    }

    PictureInspection Finish()
    {
        if (frame is null || !frame.Complete)
            return PictureRefusal.Unreadable;
        parts.Add((at - 2)..at);
        return new CheckedPicture(PictureFormat.Jpeg, frame.Width, frame.Height, Content()) { Orientation = orientation };
    }

    /// <summary>Checks the segment of a marker that was just read and steps behind it.</summary>
    PictureRefusal? Segment(byte marker)
    {
        // A second start of image, a restart outside of a scan and TEM have no length and no place here.
        if (marker is 0x00 or 0x01 or (>= 0xD0 and <= 0xD8))
            return PictureRefusal.Unreadable;
        if (at + 2 > file.Length)
            return PictureRefusal.Unreadable;
        var length = BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
        if (length < 2 || length > file.Length - at)
            return PictureRefusal.Unreadable;
        var body = file.Slice(at + 2, length - 2);
        var start = at - 2;
        at += length;
        switch (marker)
        {
            case StartOfScan:
                return Scan(body, start);
            case >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC):
                parts.Add(start..at);
                return Frame(marker, body);
            case 0xC4 or 0xDB or 0xDD: // Huffman tables, quantization tables, restart interval
                parts.Add(start..at);
                return null;
            case 0xE0 when body.Length == 14 && body.StartsWith("JFIF\0"u8): // without a thumbnail
            case 0xEE when body.Length == 12 && body.StartsWith("Adobe"u8): // says how the colours are stored
                parts.Add(start..at);
                return null;
            case 0xE1:
                orientation = ExifOrientation.OfJpegSegment(body) ?? orientation;
                return null;
            case >= 0xE0 and <= 0xEF or 0xFE: // application data and comments
                return null;
            default: // arithmetic conditioning, lines counted later, hierarchical JPEG, reserved
                return PictureRefusal.Unsupported;
        }
    }

    PictureRefusal? Frame(byte marker, ReadOnlySpan<byte> body)
    {
        if (frame is not null)
            return PictureRefusal.Unreadable;
        if (limits.BaselineJpegOnly && marker != 0xC0)
            return PictureRefusal.NotBaselineJpeg;
        // Baseline, extended sequential and progressive, all with Huffman coding.
        if (marker is not (0xC0 or 0xC1 or 0xC2))
            return PictureRefusal.Unsupported;
        if (body.Length >= 1 && body[0] != 8)
            return PictureRefusal.Unsupported;
        frame = JpegFrame.Read(body, progressive: marker == 0xC2);
        if (frame is null)
            return PictureRefusal.Unreadable;
        return PictureInspector.CheckSize(frame.Width, frame.Height, limits, whole: false);
    }

    PictureRefusal? Scan(ReadOnlySpan<byte> header, int start)
    {
        if (frame is null)
            return PictureRefusal.Unreadable;
        if (++scans > MostScans)
            return PictureRefusal.TooComplex;
        var data = at;
        StepOverEntropyData();
        if (at >= file.Length)
            return PictureRefusal.Unreadable;
        parts.Add(start..at);
        return frame.Scan(header, (at - data) * 8L);
    }

    /// <summary>Steps to the marker that ends the entropy-coded data: a stuffed zero and restart markers belong to the data.</summary>
    void StepOverEntropyData()
    {
        while (at < file.Length)
        {
            var next = file[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= file.Length)
            {
                at = file.Length;
                return;
            }

            at += next;
            if (file[at + 1] is not (0x00 or 0xFF or (>= 0xD0 and <= 0xD7)))
                return;
            at += file[at + 1] == 0xFF ? 1 : 2;
        }
    }

    readonly byte[] Content()
    {
        var content = new byte[parts.Sum(range => range.End.Value - range.Start.Value)];
        var end = 0;
        foreach (var range in parts)
        {
            var part = file[range];
            part.CopyTo(content.AsSpan(end));
            end += part.Length;
        }

        return content;
    }
}
