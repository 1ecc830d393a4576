namespace Proctoring.Core.Evaluation;

/// <summary>How well things were found: of each class whether a picture shows one, and how many people there are. Rates are 0–1, null where there is nothing to rate.</summary>
/// <param name="Path">The set's folder, relative to the one asked for.</param>
/// <param name="Images">All labelled images; in one that could not be read nothing was found.</param>
/// <param name="Threshold">The product's threshold, at which it was measured.</param>
/// <param name="Class">The result for each class.</param>
/// <param name="BySet">The same for each part of the set.</param>
/// <param name="PersonCountExact">Share of the images in which people were counted exactly.</param>
/// <param name="OnePersonExact">The same of the images whose label has one person and no more, however small.</param>
/// <param name="OneNearPersonExact">The same of the images with one person large enough to count, and any number of small ones far away.</param>
/// <param name="Wrong">What was missed or found wrongly.</param>
/// <param name="Unreadable">Pictures that could not be read.</param>
internal sealed record ObjectsResult(
    string Path,
    int Images,
    float Threshold,
    IReadOnlyDictionary<string, ClassResult> Class,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, ClassResult>> BySet,
    double? PersonCountExact,
    double? OnePersonExact,
    double? OneNearPersonExact,
    IReadOnlyList<string> Wrong,
    IReadOnlyList<string> Unreadable) : SetResult(Path)
{
    /// <summary>Things by how large they are, small, medium or large, in the pictures whose labels have boxes; then by class.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, SizeResult>> BySize { get; init; }

    /// <summary>The result for each class by the brightness of the pictures.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, ClassResult>> ByLight { get; init; }

    /// <summary>The result for each class where a thing must be found in two of three frames; the frames are made of each picture, not filmed (<see cref="Jitter"/>).</summary>
    public required IReadOnlyDictionary<string, ClassResult> TwoOfThreeSynthetic { get; init; }

    /// <summary>For each class the threshold that is best on one half of the pictures, on the other half.</summary>
    public required IReadOnlyDictionary<string, HalvesResult> Halves { get; init; }

    /// <summary>The same of the counting of people.</summary>
    public required HalvesResult PersonHalves { get; init; }
}

/// <summary>How well things of one class were found.</summary>
/// <param name="Images">Images whose label speaks for the class.</param>
/// <param name="Positives">Of them, those that show one.</param>
/// <param name="Recall">Share of the positives in which one was found.</param>
/// <param name="Precision">Share of the images in which one was found that show one.</param>
internal sealed record ClassResult(int Images, int Positives, double? Recall, double? Precision);

/// <summary>How well things of one class and size were found, each by itself and in its place.</summary>
/// <param name="Labelled">How many there are.</param>
/// <param name="Recall">Share of them that were found: a box found overlaps theirs by half.</param>
/// <param name="Detected">How many of this size were found, rightly or not.</param>
/// <param name="Precision">Share of those that overlap a labelled one by half.</param>
internal sealed record SizeResult(int Labelled, double? Recall, int Detected, double? Precision);
