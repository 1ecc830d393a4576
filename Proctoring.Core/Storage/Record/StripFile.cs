using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage.Record;

/// <summary>Packs the pictures around a flag into one file: a ZIP archive of JPEG files, each named by its number and time, so that an
/// exported strip opens without this product. One file needs one write to the disk and one link of the chain.</summary>
internal static class StripFile
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Packs pictures without compressing them again.</summary>
    public static EvidenceFile Create(IReadOnlyList<(byte[] Jpeg, StripFrame Frame)> pictures)
    {
        using var content = new MemoryStream(pictures.Sum(picture => picture.Jpeg.Length) + 256 * pictures.Count);
        using (var archive = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (index, (jpeg, frame)) in pictures.Index())
            {
                var entry = archive.CreateEntry(NameOf(index, frame.At), CompressionLevel.NoCompression);
                entry.LastWriteTime = new DateTimeOffset(frame.At, TimeSpan.Zero);
                using var target = entry.Open();
                target.Write(jpeg);
            }
        }

        var frames = pictures.Select(picture => picture.Frame).ToList();
        return EvidenceFile.Create(content.ToArray(), EvidenceImage.StripType, frames[0].At) with { Frames = Write(frames) };
    }

    /// <summary>Returns one picture of a strip; null if it has none with this number.</summary>
    /// <exception cref="InvalidDataException">The content is not a strip.</exception>
    public static byte[]? ReadPicture(byte[] content, int index)
    {
        using var archive = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read);
        if (index < 0 || index >= archive.Entries.Count)
            return null;
        using var source = archive.Entries[index].Open();
        using var picture = new MemoryStream((int)archive.Entries[index].Length);
        source.CopyTo(picture);
        return picture.ToArray();
    }

    /// <summary>Reads the frames that a row lists. A damaged list counts as empty: one row must not keep a session from being
    /// reviewed.</summary>
    public static IReadOnlyList<StripFrame> FramesOf(EvidenceImage strip)
    {
        try
        {
            return strip.Frames is { } frames ? JsonSerializer.Deserialize<List<StripFrame>>(frames, Json) ?? [] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    static string Write(IReadOnlyList<StripFrame> frames) => JsonSerializer.Serialize(frames, Json);

    static string NameOf(int index, DateTime at) =>
        string.Create(CultureInfo.InvariantCulture, $"{index + 1:00}-{at:yyyyMMdd'T'HHmmss.fff'Z'}.jpg");
}
