using System.Text.Json;

namespace Proctoring.Core.Evaluation;

/// <summary>Two pictures, and whether they show one person.</summary>
internal sealed record LabelledPair(string A, string B, bool Same);

/// <summary>A picture, and how many faces it shows; a range where a face is arguable.</summary>
internal sealed record LabelledFaces(string File, int Faces, int Min, int Max);

/// <summary>What a labels.json says, of the kinds that can be measured; a reason where it is of none.</summary>
internal sealed record Labels(IReadOnlyList<LabelledPair>? Pairs = null, IReadOnlyList<LabelledFaces>? Faces = null, string? Unsupported = null);

/// <summary>Reads labels.json files: `{"pairs": [{a, b, same}]}` or `{"images": [{file, faces, faces_min?, faces_max?}]}`.</summary>
internal static class LabelFile
{
    /// <summary>The name of such a file.</summary>
    public const string Name = "labels.json";

    /// <summary>Reads a file; one that is damaged or of an unknown kind is told as <see cref="Labels.Unsupported"/>.</summary>
    public static Labels Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new Labels(Unsupported: $"{Name} can't be read: {e.Message}");
        }
    }

    static Labels Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return new Labels(Unsupported: $"{Name} is not an object.");
        if (root.TryGetProperty("pairs", out var pairs)) return new Labels(Pairs: [.. pairs.EnumerateArray().Select(Pair)]);
        if (!root.TryGetProperty("images", out var images)) return new Labels(Unsupported: $"{Name} has neither pairs nor images.");
        var all = images.EnumerateArray().ToList();
        if (all.Count == 0) return new Labels(Unsupported: $"{Name} names no image.");
        if (all.TrueForAll(i => i.TryGetProperty("faces", out _))) return new Labels(Faces: [.. all.Select(Count)]);
        string[] known = ["yaw", "pitch", "roll", "counts", "boxes", "live"];
        var has = known.Where(k => all[0].TryGetProperty(k, out _)).ToList();
        return new Labels(Unsupported: has.Count > 0
            ? $"the product doesn't measure these labels yet: {string.Join(", ", has)}."
            : $"the images of {Name} have no label that the product knows.");
    }

    static LabelledPair Pair(JsonElement pair)
    {
        var same = pair.GetProperty("same");
        return new LabelledPair(
            pair.GetProperty("a").GetString() ?? "",
            pair.GetProperty("b").GetString() ?? "",
            same.ValueKind == JsonValueKind.Number ? same.GetDouble() != 0 : same.GetBoolean());
    }

    static LabelledFaces Count(JsonElement image)
    {
        var faces = image.GetProperty("faces").GetInt32();
        return new LabelledFaces(
            image.GetProperty("file").GetString() ?? "",
            faces,
            image.TryGetProperty("faces_min", out var min) ? min.GetInt32() : faces,
            image.TryGetProperty("faces_max", out var max) ? max.GetInt32() : faces);
    }
}
