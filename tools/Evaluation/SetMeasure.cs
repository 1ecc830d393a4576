using OpenCvSharp;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Tools.Evaluation;

/// <summary>Measures the product's own pipeline on labelled sets, without special code for measurements.</summary>
/// <param name="faces">The models for faces.</param>
/// <param name="objects">Loads the models for objects; called only if a set needs them.</param>
/// <param name="heads">Loads the models for details of faces.</param>
internal sealed class SetMeasure(FaceReader faces, Func<ObjectReader> objects, Func<HeadReader> heads)
{
    internal static readonly ParallelOptions Cores = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    /// <summary>Measures one set.</summary>
    /// <param name="labelFile">The set's labels.json.</param>
    /// <param name="shownPath">The set's name in the result.</param>
    public SetResult Measure(string labelFile, string shownPath)
    {
        var labels = LabelFile.Read(labelFile);
        var folder = Path.GetDirectoryName(Path.GetFullPath(labelFile)) ?? ".";
        if (labels.Pairs is { } pairs)
            return new PairMeasure(faces).Measure(pairs, folder, shownPath);
        if (labels.Faces is { } images)
            return Count(images, folder, shownPath);
        if (labels.Objects is { } pictures)
            return Find(pictures, folder, shownPath);
        if (labels.Poses is { } poses)
            return new HeadMeasure(faces, heads).Turn(poses, folder, shownPath);
        if (labels.Lives is { } lives)
            return new HeadMeasure(faces, heads).Life(lives, folder, shownPath);
        return new UnsupportedResult(shownPath, labels.Unsupported ?? "there are no labels.");
    }

    FacesResult Count(IReadOnlyList<LabelledFaces> images, string folder, string shownPath)
    {
        var animals = TryLoadObjects(out _);
        var counted = new CountedFaces[images.Count];
        Parallel.For(
            0,
            images.Count,
            Cores,
            i =>
            {
                using var decoded = Decode(folder, images[i].File);
                counted[i] = decoded?.Pixels is { } picture
                    ? new CountedFaces(images[i], CountPeople(picture, animals), Light.Of(picture))
                    : new CountedFaces(images[i], 0, null);
            }
        );
        var all = Counts(counted);
        return new FacesResult(
            shownPath,
            all.Images,
            all.Faces,
            all.Found,
            all.False,
            all.ExactImages,
            [.. counted.Where(i => !i.Exact).Select(i => $"{i.Label.File} ({i.Count} for {i.Label.Faces})")],
            Ordered(counted.Where(i => i.Brightness is null).Select(i => i.Label.File))
        )
        {
            ByHalf = HalfNames.ToDictionary(half => half, half => Counts([.. counted.Where(i => HalfOf(i.Label.File) == half)])),
            ByLight = Light.Group(counted, i => i.Brightness, Counts),
        };
    }

    /// <summary>Counts the faces that are not those of animals, as the reader of frames does.</summary>
    int CountPeople(Mat picture, ObjectReader? animals)
    {
        var found = faces.ReadFaces(picture).Faces;
        if (found.Count == 0 || animals is null)
            return found.Count;
        var things = animals.Read(picture, ObjectEffort.Cheap).Objects;
        return found.Count(face => !ObjectMemory.IsAnimal(FrameReader.BoxOf(face.Box, picture.Size()), things));
    }

    ObjectReader? TryLoadObjects(out string? problem)
    {
        problem = null;
        try
        {
            return objects();
        }
        catch (Exception e) when (e is ModelMissingException or NotSupportedException or IOException)
        {
            problem = e.Message;
            return null;
        }
    }

    static FaceCounts Counts(IReadOnlyList<CountedFaces> images) =>
        new(
            images.Count,
            images.Sum(i => i.Label.Faces),
            images.Sum(i => Math.Min(i.Count, i.Label.Faces)),
            images.Sum(i => Math.Max(0, i.Count - i.Label.Max)),
            images.Count(i => i.Exact)
        );

    SetResult Find(IReadOnlyList<LabelledObjects> images, string folder, string shownPath)
    {
        return TryLoadObjects(out var problem) is { } reader
            ? ObjectMeasure.Measure(reader, images, folder, shownPath)
            : new UnsupportedResult(shownPath, problem!);
    }

    /// <summary>Decodes a picture; null if the file cannot be opened.</summary>
    internal static DecodedPicture? Decode(string folder, string file)
    {
        try
        {
            return PictureDecoder.Decode(MeasuringSlot.Only, File.ReadAllBytes(Path.Combine(folder, file)), PictureLimits.Photo);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The names of the halves in results.</summary>
    internal static readonly IReadOnlyList<string> HalfNames = ["a", "b"];

    /// <summary>Returns the name of the half that a picture belongs to.</summary>
    internal static string HalfOf(string file) => Halves.IsA(file) ? "a" : "b";

    internal static List<string> Ordered(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];

    /// <summary>A labelled picture with its counted faces and mean grey; null if it could not be read.</summary>
    sealed record CountedFaces(LabelledFaces Label, int Count, float? Brightness)
    {
        public bool Exact => Brightness is not null && Count >= Label.Min && Count <= Label.Max;
    }
}
