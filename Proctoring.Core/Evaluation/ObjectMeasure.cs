using Proctoring.Core.Vision.Objects;

namespace Proctoring.Core.Evaluation;

/// <summary>What the product found in one labelled picture.</summary>
/// <param name="Label">What it shows.</param>
/// <param name="Read">What was found; null where the picture could not be read.</param>
internal sealed record MeasuredObjects(LabelledObjects Label, ObjectsRead? Read)
{
    /// <summary>Whether such a thing counts as found.</summary>
    public bool Found(string name) => Read is not null &&
        (name == ObjectClasses.Person ? Read.PersonCount > 0 : Read.Objects.Any(o => o.Class == name && o.Score >= ObjectReader.SuspectThreshold));
}

/// <summary>Compares what was found with what pictures show.</summary>
internal static class ObjectMeasure
{
    /// <summary>Adds up one set.</summary>
    public static ObjectsResult Of(string path, IReadOnlyList<MeasuredObjects> images)
    {
        var people = images.Where(i => i.Label.Shows(ObjectClasses.Person) is not null).ToList();
        var bySet = images.GroupBy(i => i.Label.Set).OrderBy(set => set.Key, StringComparer.Ordinal)
            .ToDictionary(set => set.Key, set => (IReadOnlyDictionary<string, ClassResult>)ByClass([.. set]));
        return new ObjectsResult(
            path,
            images.Count,
            ObjectReader.SuspectThreshold,
            ByClass(images),
            bySet,
            Exact(people),
            Exact([.. people.Where(i => i.Label.People == 1)]),
            [.. ObjectClasses.All.SelectMany(name => images.Where(i => i.Label.Shows(name) is { } shows && shows != i.Found(name)).Select(i => $"{i.Label.File} ({(i.Found(name) ? "no" : "missed a")} {name})"))],
            [.. images.Where(i => i.Read is null).Select(i => i.Label.File).Order(StringComparer.Ordinal)]);
    }

    static Dictionary<string, ClassResult> ByClass(IReadOnlyList<MeasuredObjects> images) => ObjectClasses.All
        .Select(name => (name, result: OfClass(name, [.. images.Where(i => i.Label.Shows(name) is not null)])))
        .Where(c => c.result.Images > 0)
        .ToDictionary(c => c.name, c => c.result);

    static ClassResult OfClass(string name, IReadOnlyList<MeasuredObjects> images)
    {
        var positives = images.Count(i => i.Label.Shows(name) == true);
        var found = images.Count(i => i.Found(name));
        var right = images.Count(i => i.Label.Shows(name) == true && i.Found(name));
        return new ClassResult(images.Count, positives, Rate(right, positives), Rate(right, found));
    }

    static double? Exact(List<MeasuredObjects> images) => Rate(images.Count(i => i.Read?.PersonCount == i.Label.People), images.Count);

    static double? Rate(int part, int of) => of == 0 ? null : Math.Round((double)part / of, 4);
}
