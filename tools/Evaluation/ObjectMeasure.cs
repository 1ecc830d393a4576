using Proctoring.Core.Vision.Objects;

namespace Proctoring.Tools.Evaluation;

/// <summary>The objects that the product found in one labelled picture.</summary>
/// <param name="Label">The label.</param>
/// <param name="Read">The result; null if the picture could not be read.</param>
/// <param name="Frames">The results in further frames made from it.</param>
/// <param name="Brightness">Its mean grey; null if it could not be read.</param>
internal sealed record MeasuredObjects(LabelledObjects Label, ObjectsRead? Read, IReadOnlyList<ObjectsRead> Frames, float? Brightness)
{
    /// <summary>Returns the threshold of a class.</summary>
    public static float ThresholdOf(string name) =>
        name == ObjectClasses.Person ? ObjectReader.FusedPersonThreshold : ObjectReader.SuspectThreshold;

    /// <summary>Decides whether an object of the class counts as found.</summary>
    public bool Found(string name) => Found(name, ThresholdOf(name));

    /// <summary>Decides whether an object of the class counts as found at a threshold.</summary>
    public bool Found(string name, float threshold) => Scores(name, Read).Any(score => score >= threshold);

    /// <summary>Decides whether an object of the class counts as found in two of three frames.</summary>
    public bool FoundTwice(string name) =>
        Frames.Prepend(Read).Count(read => Scores(name, read).Any(score => score >= ThresholdOf(name))) >= 2;

    /// <summary>Counts people at a threshold.</summary>
    public int People(float threshold) => Scores(ObjectClasses.Person, Read).Count(score => score >= threshold);

    /// <summary>Returns the scores of a class, without people too small to count.</summary>
    public static IEnumerable<float> Scores(string name, ObjectsRead? read) =>
        read?.Objects.Where(thing => thing.Class == name && (name != ObjectClasses.Person || thing.LargeEnough))
            .Select(thing => thing.Score)
        ?? [];
}

/// <summary>Reads pictures and compares the results with the labels.</summary>
internal static class ObjectMeasure
{
    /// <summary>The weight of recall against precision for choosing a threshold: the F-measure with beta of one half, squared.</summary>
    const double MissWeight = 0.25;

    /// <summary>Reads all pictures and sums the results.</summary>
    public static ObjectsResult Measure(ObjectReader reader, IReadOnlyList<LabelledObjects> images, string folder, string path)
    {
        var measured = new MeasuredObjects[images.Count];
        Parallel.For(
            0,
            images.Count,
            SetMeasure.Cores,
            i =>
            {
                using var decoded = SetMeasure.Decode(folder, images[i].File);
                if (decoded?.Pixels is not { } picture)
                {
                    measured[i] = new MeasuredObjects(images[i], null, [], null);
                    return;
                }

                var frames = Enumerable
                    .Range(1, 2)
                    .Select(number =>
                    {
                        using var frame = Jitter.Frame(picture, images[i].File, number);
                        return reader.Read(frame, ObjectEffort.Full);
                    });
                measured[i] = new MeasuredObjects(images[i], reader.Read(picture, ObjectEffort.Full), [.. frames], Light.Of(picture));
            }
        );
        return Of(path, measured);
    }

    /// <summary>Sums the results of one set.</summary>
    public static ObjectsResult Of(string path, IReadOnlyList<MeasuredObjects> images)
    {
        var people = Labelled(ObjectClasses.Person, images);
        var bySet = images
            .GroupBy(i => i.Label.Set)
            .OrderBy(set => set.Key, StringComparer.Ordinal)
            .ToDictionary(set => set.Key, set => (IReadOnlyDictionary<string, ClassResult>)ByClass([.. set], Found));
        return new ObjectsResult(
            path,
            images.Count,
            ObjectReader.SuspectThreshold,
            ByClass(images, Found),
            bySet,
            Exact(people, ObjectReader.FusedPersonThreshold),
            OneExact(people, ObjectReader.FusedPersonThreshold),
            Exact([.. people.Where(i => i.Label.People == 1)], ObjectReader.FusedPersonThreshold),
            [
                .. ObjectClasses.All.SelectMany(name =>
                    Labelled(name, images)
                        .Where(i => i.Label.Shows(name) != i.Found(name))
                        .Select(i => $"{i.Label.File} ({(i.Found(name) ? "no" : "missed a")} {name})")
                ),
            ],
            [.. images.Where(i => i.Read is null).Select(i => i.Label.File).Order(StringComparer.Ordinal)]
        )
        {
            BySize = BoxMeasure.BySize(images),
            ByLight = Light.Group(images, i => i.Brightness, some => (IReadOnlyDictionary<string, ClassResult>)ByClass(some, Found)),
            TwoOfThreeSynthetic = ByClass(images, (image, name) => image.FoundTwice(name)),
            Halves = ObjectClasses.All.ToDictionary(name => name, name => HalvesOf(name, Labelled(name, images))),
            PersonHalves = Halves.Of(
                people,
                i => i.Label.File,
                i => MeasuredObjects.Scores(ObjectClasses.Person, i.Read),
                ShowsOne,
                (some, threshold) => Exact(some, threshold) ?? 0,
                (some, threshold) =>
                    new Dictionary<string, double?>
                    {
                        ["person_count_exact"] = Exact(some, threshold),
                        ["one_person_exact"] = OneExact(some, threshold),
                    },
                ObjectReader.FusedPersonThreshold
            ),
        };

        static bool Found(MeasuredObjects image, string name) => image.Found(name);
    }

    static HalvesResult HalvesOf(string name, List<MeasuredObjects> images)
    {
        return Halves.Of(
            images,
            i => i.Label.File,
            i => MeasuredObjects.Scores(name, i.Read),
            i => i.Label.Shows(name) == true,
            (some, threshold) =>
                At(some, threshold) is { Recall: > 0 and var recall, Precision: > 0 and var precision }
                    ? (1 + MissWeight) * precision * recall / (MissWeight * precision + recall)
                    : 0,
            (some, threshold) =>
                new Dictionary<string, double?> { ["recall"] = At(some, threshold).Recall, ["precision"] = At(some, threshold).Precision },
            MeasuredObjects.ThresholdOf(name)
        );

        ClassResult At(IReadOnlyList<MeasuredObjects> some, float threshold) => OfClass(name, some, i => i.Found(name, threshold));
    }

    static Dictionary<string, ClassResult> ByClass(IReadOnlyList<MeasuredObjects> images, Func<MeasuredObjects, string, bool> found) =>
        ObjectClasses
            .All.Select(name => (name, result: OfClass(name, Labelled(name, images), i => found(i, name))))
            .Where(c => c.result.Images > 0)
            .ToDictionary(c => c.name, c => c.result);

    static ClassResult OfClass(string name, IReadOnlyList<MeasuredObjects> images, Func<MeasuredObjects, bool> isFound)
    {
        var positives = images.Count(i => i.Label.Shows(name) == true);
        var found = images.Where(isFound).ToList();
        var right = found.Count(i => i.Label.Shows(name) == true);
        return new ClassResult(images.Count, positives, Rate(right, positives), Rate(right, found.Count));
    }

    static List<MeasuredObjects> Labelled(string name, IReadOnlyList<MeasuredObjects> images) =>
        [.. images.Where(i => i.Label.Shows(name) is not null)];

    static double? OneExact(IReadOnlyList<MeasuredObjects> people, float threshold) =>
        Rate(people.Count(i => ShowsOne(i) && i.People(threshold) == 1), people.Count(ShowsOne));

    static bool ShowsOne(MeasuredObjects image) => image.Label.Counts.GetValueOrDefault(ObjectClasses.Person) == 1;

    static double? Exact(IReadOnlyList<MeasuredObjects> images, float threshold) =>
        Rate(images.Count(i => i.Read is not null && i.People(threshold) == i.Label.People), images.Count);

    internal static double? Rate(int part, int of) => of == 0 ? null : Math.Round((double)part / of, 4);
}
