using System.Text.Json;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Objects;

namespace Proctoring.Tools.Evaluation;

/// <summary>Two pictures with the label whether they show one person.</summary>
internal sealed record LabelledPair(string A, string B, bool Same);

/// <summary>A picture with its number of faces; a range if a face is arguable.</summary>
internal sealed record LabelledFaces(string File, int Faces, int Min, int Max);

/// <summary>An object in a picture: its class and box.</summary>
internal sealed record LabelledBox(string Class, Box Where);

/// <summary>A picture with its objects.</summary>
/// <param name="File">The picture.</param>
/// <param name="Set">The part of the set that it belongs to.</param>
/// <param name="Known">The classes that the label covers; null for all.</param>
/// <param name="Counts">The number of objects of each class; a missing class has none.</param>
/// <param name="People">The number of people large enough to count.</param>
internal sealed record LabelledObjects(
    string File,
    string Set,
    IReadOnlyList<string>? Known,
    IReadOnlyDictionary<string, int> Counts,
    int People
)
{
    /// <summary>The boxes of the objects; null if the label has none.</summary>
    public IReadOnlyList<LabelledBox>? Boxes { get; init; }

    /// <summary>The size of the picture in pixels, if there are boxes.</summary>
    public double PixelCount { get; init; }

    /// <summary>Returns whether the picture shows such an object; null if the label does not say.</summary>
    public bool? Shows(string name) => Known?.Contains(name) == false ? null : Counts.GetValueOrDefault(name) > 0;
}

/// <summary>A picture with the pose of the head in degrees, with the signs of AFLW2000.</summary>
internal sealed record LabelledPose(string File, double Yaw, double Pitch, double Roll);

/// <summary>A picture with the label whether it shows a living person.</summary>
internal sealed record LabelledLife(string File, bool Live);

/// <summary>The content of a labels.json of a known kind, or a reason.</summary>
internal sealed record Labels(
    IReadOnlyList<LabelledPair>? Pairs = null,
    IReadOnlyList<LabelledFaces>? Faces = null,
    IReadOnlyList<LabelledObjects>? Objects = null,
    IReadOnlyList<LabelledPose>? Poses = null,
    IReadOnlyList<LabelledLife>? Lives = null,
    string? Unsupported = null
);

/// <summary>
/// Reads labels.json files: `{"pairs": [{a, b, same}]}`, or `{"images": […]}` with entries `{file, faces, faces_min?, faces_max?}`,
/// `{file, set?, counts, boxes?, known_classes?}`, `{file, yaw, pitch, roll}` or `{file, live}`.
/// </summary>
internal static class LabelFile
{
    /// <summary>The name of the file.</summary>
    public const string Name = "labels.json";

    /// <summary>Reads a file. A damaged file or an unknown kind is reported as <see cref="Labels.Unsupported"/>.</summary>
    public static Labels Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            return Read(document.RootElement);
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or IOException
                        or UnauthorizedAccessException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
            )
        {
            return new Labels(Unsupported: $"{Name} can't be read: {e.Message}");
        }
    }

    static Labels Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return new Labels(Unsupported: $"{Name} is not an object.");
        if (root.TryGetProperty("pairs", out var pairs))
            return new Labels(Pairs: [.. pairs.EnumerateArray().Select(Pair)]);
        if (!root.TryGetProperty("images", out var images))
            return new Labels(Unsupported: $"{Name} has neither pairs nor images.");
        var all = images.EnumerateArray().ToList();
        if (all.Count == 0)
            return new Labels(Unsupported: $"{Name} names no image.");
        if (all.TrueForAll(i => i.TryGetProperty("faces", out _)))
            return new Labels(Faces: [.. all.Select(Count)]);
        if (all.TrueForAll(i => i.TryGetProperty("counts", out _)))
            return new Labels(Objects: [.. all.Select(Objects)]);
        if (all.TrueForAll(i => i.TryGetProperty("yaw", out _)))
            return new Labels(Poses: [.. all.Select(Pose)]);
        if (all.TrueForAll(i => i.TryGetProperty("live", out _)))
            return new Labels(Lives: [.. all.Select(i => new LabelledLife(FileOf(i), Truth(i.GetProperty("live"))))]);
        return new Labels(Unsupported: $"the images of {Name} have no label that the product knows.");
    }

    static string FileOf(JsonElement image) => image.GetProperty("file").GetString() ?? "";

    static bool Truth(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() != 0 : value.GetBoolean();

    static LabelledPose Pose(JsonElement image) =>
        new(
            FileOf(image),
            image.GetProperty("yaw").GetDouble(),
            image.GetProperty("pitch").GetDouble(),
            image.GetProperty("roll").GetDouble()
        );

    static LabelledPair Pair(JsonElement pair)
    {
        var (a, b) = (pair.GetProperty("a").GetString() ?? "", pair.GetProperty("b").GetString() ?? "");
        return new LabelledPair(a, b, Truth(pair.GetProperty("same")));
    }

    static LabelledFaces Count(JsonElement image)
    {
        var faces = image.GetProperty("faces").GetInt32();
        return new LabelledFaces(
            FileOf(image),
            faces,
            image.TryGetProperty("faces_min", out var min) ? min.GetInt32() : faces,
            image.TryGetProperty("faces_max", out var max) ? max.GetInt32() : faces
        );
    }

    static LabelledObjects Objects(JsonElement image)
    {
        var counts = image.GetProperty("counts").EnumerateObject().ToDictionary(count => count.Name, count => count.Value.GetInt32());
        var known =
            image.TryGetProperty("known_classes", out var classes) && classes.ValueKind == JsonValueKind.Array
                ? classes.EnumerateArray().Select(name => name.GetString() ?? "").ToList()
                : null;
        var (file, part) = (FileOf(image), image.TryGetProperty("set", out var set) ? set.GetString() ?? "" : "");
        if (!image.TryGetProperty("boxes", out var listed) || listed.ValueKind != JsonValueKind.Array)
            return new LabelledObjects(file, part, known, counts, counts.GetValueOrDefault(ObjectClasses.Person));
        var (width, height) = (image.GetProperty("width").GetDouble(), image.GetProperty("height").GetDouble());
        var boxes = listed
            .EnumerateArray()
            .Select(box => new LabelledBox(box.GetProperty("cls").GetString() ?? "", Inside(box, width, height)))
            .ToList();
        // The product does not count people far away, so their labels are omitted if boxes give their size.
        var people = boxes.Count(box =>
            box.Class == ObjectClasses.Person && box.Where.Width * box.Where.Height >= ObjectReader.SmallestPerson
        );
        return new LabelledObjects(file, part, known, counts, people) { Boxes = boxes, PixelCount = width * height };
    }

    static Box Inside(JsonElement box, double width, double height)
    {
        float Share(string side, double of) => (float)(box.GetProperty(side).GetDouble() / of);
        return new Box(Share("x", width), Share("y", height), Share("w", width), Share("h", height));
    }
}
