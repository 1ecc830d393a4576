using System.Text;
using Proctoring.Core.Authoring;
using Proctoring.Core.Vision.Pictures;
using Xunit;

namespace Proctoring.Tests.Authoring;

/// <summary>Pictures of exams go to every candidate: they keep no place, no camera and no name of their author.</summary>
public sealed class ExamPictureTests
{
    const string Secret = "GPS 52.5, 13.4";

    static readonly byte[] Jpeg =
    [
        .. Segment(0xD8),
        .. Segment(0xE0, "JFIF\0"u8.ToArray()),
        .. Segment(0xE1, [.. "Exif\0\0"u8, .. Tiff(6), .. Encoding.ASCII.GetBytes(Secret)]),
        .. Segment(0xFE, Encoding.ASCII.GetBytes(Secret)),
        // C2PA, after fill bytes.
        0xFF,
        0xFF,
        .. Segment(0xEB, Encoding.ASCII.GetBytes(Secret)),
        .. Segment(0xE2, "ICC_PROFILE\0"u8.ToArray()),
        // A scan with a stuffed byte and a restart marker.
        .. Segment(0xDA, [1, 2, 3]),
        .. new byte[] { 7, 0xFF, 0, 0xD9, 0xFF, 0xD0, 8 },
        .. Segment(0xD9),
    ];

    [Fact]
    public void A_jpeg_keeps_its_colours_and_its_orientation_and_nothing_else()
    {
        var stored = Stored([.. Jpeg, .. Encoding.ASCII.GetBytes(Secret)]);

        var text = Encoding.Latin1.GetString(stored);
        Assert.DoesNotContain("GPS", text, StringComparison.Ordinal);
        Assert.Contains("ICC_PROFILE", text, StringComparison.Ordinal);
        Assert.EndsWith("\u0008\u00FF\u00D9", text, StringComparison.Ordinal);
        var exif = text.IndexOf("Exif", StringComparison.Ordinal);
        Assert.Equal(6, ExifOrientation.OfJpegSegment(stored.AsSpan(exif, 32)));
    }

    [Fact]
    public void A_jpeg_that_was_cut_off_or_contains_fill_bytes_keeps_no_place()
    {
        foreach (var picture in new byte[][] { Jpeg[..^2], [.. Jpeg[..11], 0xFF, .. Jpeg[11..]] })
        {
            var stored = Stored(picture);

            Assert.DoesNotContain("GPS", Encoding.Latin1.GetString(stored), StringComparison.Ordinal);
            Assert.Equal(picture[^9..], stored[^9..]);
        }
    }

    [Fact]
    public void A_png_loses_its_texts()
    {
        var picture = DraftScene.Picture;
        byte[] text = [0, 0, 0, (byte)Secret.Length, .. "tEXt"u8, .. Encoding.ASCII.GetBytes(Secret), 1, 2, 3, 4];

        Assert.Equal(picture, Stored([.. picture[..33], .. text, .. picture[33..]]));
        Assert.Equal(picture[..^12], Stored([.. picture[..33], .. text, .. picture[33..^12]]));
    }

    [Fact]
    public void A_png_keeps_its_orientation()
    {
        var picture = DraftScene.Picture;
        byte[] secret = [.. Tiff(6), .. Encoding.ASCII.GetBytes(Secret)];
        byte[] written = [0, 0, 0, (byte)secret.Length, .. "eXIf"u8, .. secret, 1, 2, 3, 4];
        byte[] kept = [0, 0, 0, 26, .. "eXIf"u8, .. Tiff(6), 0xD6, 0x67, 0x4B, 0x69];

        Assert.Equal([.. picture[..33], .. kept, .. picture[33..]], Stored([.. picture[..33], .. written, .. picture[33..]]));
    }

    [Fact]
    public void A_webp_keeps_only_the_orientation()
    {
        byte[] data = [.. Chunk("VP8X", [0b0000_1100, 0, 0, 0, 0, 0, 0, 0, 0, 0]), .. Chunk("VP8 ", [1, 2, 3])];
        var text = Encoding.ASCII.GetBytes(Secret);
        byte[] secret = [.. Chunk("EXIF", [.. Tiff(8), .. text]), .. Chunk("XMP ", text)];

        var stored = Stored([.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8, .. data, .. secret]);

        var content = Encoding.Latin1.GetString(stored);
        Assert.DoesNotContain("GPS", content, StringComparison.Ordinal);
        Assert.DoesNotContain("XMP", content, StringComparison.Ordinal);
        Assert.Equal(stored.Length - 8, BitConverter.ToInt32(stored, 4));
        Assert.Equal(0b0000_1000, stored[20]);
        Assert.Equal(8, ExifOrientation.OfTiff(stored.AsSpan(stored.Length - 26)));
    }

    [Fact]
    public void A_clean_picture_stays_as_it_is()
    {
        byte[] jpeg = [.. Jpeg[..11], .. Scans(), .. Segment(0xD9)];
        Assert.Equal(jpeg, Stored(jpeg));
        Assert.Equal(Gif(), Stored(Gif()));
        Assert.Equal(DraftScene.Picture, Stored(DraftScene.Picture));
    }

    [Fact]
    public void A_jpeg_of_several_scans_keeps_no_metadata_between_them()
    {
        var secret = Encoding.ASCII.GetBytes(Secret);
        byte[] between =
        [
            .. Segment(0xE1, [.. "Exif\0\0"u8, .. Tiff(6), .. secret]),
            .. Segment(0xFE, secret),
            .. Segment(0xE2, [.. "MPF\0"u8, .. secret]),
            .. secret,
        ];

        Assert.Equal([.. Jpeg[..11], .. Scans(), .. Segment(0xD9)], Stored([.. Jpeg[..11], .. Scans(between), .. Segment(0xD9)]));
    }

    [Fact]
    public void Bytes_that_contradict_each_other_keep_no_metadata()
    {
        var secret = Encoding.ASCII.GetBytes(Secret);
        byte[] junk = [1, 2, .. secret];
        byte[] tooLong = [0xFF, 0xED, 0xFF, 0xFF, .. secret];
        byte[] jfxx = Segment(0xE0, [.. "JFXX\0"u8, .. secret]);
        byte[] webp = [.. Chunk("VP8 ", [1, 2]), .. Chunk("JUNK", secret)];
        byte[] frame = [.. Chunk("ANMF", [.. new byte[16], .. Chunk("VP8 ", [1, 2]), .. Chunk("META", secret)])];
        byte[] nested = [.. Chunk("ANMF", [.. new byte[16], .. Chunk("ANMF", [.. new byte[16], .. Chunk("VP8 ", secret)])])];
        byte[] cut = [.. "EXIF"u8, 0xFF, 0xFF, 0, 0, .. secret];
        foreach (
            var picture in new byte[][]
            {
                [.. Jpeg[..11], .. junk, .. Segment(0xFE, secret), .. Scans(), .. Segment(0xD9)],
                [.. Jpeg[..11], .. jfxx, .. tooLong],
                Jpeg[..^45],
                RiffOf(webp, webp.Length + 4),
                RiffOf([.. webp, .. secret], webp.Length + 4),
                RiffOf([.. webp, .. cut], 0),
                RiffOf(frame, frame.Length + 4),
                RiffOf(nested, nested.Length + 4),
                [.. Gif()[..^1], 0x21, 0xFE, (byte)secret.Length, .. secret, 0, 0x3B],
                [.. Gif(), .. secret],
                [.. DraftScene.Picture[..33], 0, 0, 0, (byte)secret.Length, .. "prVt"u8, .. secret, 1, 2, 3, 4],
            }
        )
            Assert.DoesNotContain("GPS", Encoding.Latin1.GetString(Stored(picture)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_webp_that_was_cut_off_keeps_its_lengths()
    {
        byte[] picture = RiffOf([.. "VP8 "u8, 100, 0, 0, 0, 1, 2, 3], 112);

        Assert.Equal(picture, Stored(picture));
    }

    [Fact]
    public void A_webp_of_nested_frames_or_many_orientations_does_not_grow()
    {
        // Each frame claims the rest of the file, and a frame in a frame would take a call of its own.
        byte[] frame = [.. "ANMF"u8, 0xFF, 0xFF, 0xFF, 0x7F, .. new byte[16]];
        byte[] nested = [.. Enumerable.Repeat(frame, 100_000).SelectMany(bytes => bytes)];
        byte[] exif = Chunk("EXIF", []);
        byte[] orientations = [.. Enumerable.Repeat(exif, 1_000).SelectMany(bytes => bytes)];

        Assert.InRange(Stored(RiffOf(nested, nested.Length + 4)).Length, 12, 36);
        Assert.Equal(12 + 34, Stored(RiffOf(orientations, orientations.Length + 4)).Length);
    }

    /// <summary>Two scans with a table, and more, between them.</summary>
    static byte[] Scans(params byte[] between) =>
        [.. Segment(0xDA, [1, 2, 3]), 7, 0xFF, 0, 8, .. between, .. Segment(0xC4, [5]), .. Segment(0xDA, [4, 5, 6]), 9];

    static byte[] RiffOf(byte[] chunks, int length) => [.. "RIFF"u8, .. BitConverter.GetBytes(length), .. "WEBP"u8, .. chunks];

    /// <summary>An animation of one frame with a table of two colours.</summary>
    static byte[] Gif()
    {
        byte[] repeated = [0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0];
        byte[] image = [0x21, 0xF9, 4, 0, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
        return [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 1, 2, 3, 4, 5, 6, .. repeated, .. image, 0x3B];
    }

    static byte[] Stored(byte[] content)
    {
        var files = new DraftFiles();
        Assert.NotNull(files.Add("photo", content, out _));
        return Assert.Single(files.All).Content;
    }

    /// <summary>A directory with the orientation as its only entry.</summary>
    static byte[] Tiff(byte orientation) =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];

    static byte[] Segment(byte marker, byte[]? body = null) =>
        body is null ? [0xFF, marker] : [0xFF, marker, 0, (byte)(body.Length + 2), .. body];

    static byte[] Chunk(string name, byte[] body) =>
        [.. Encoding.ASCII.GetBytes(name), (byte)body.Length, 0, 0, 0, .. body, .. new byte[body.Length % 2]];
}
