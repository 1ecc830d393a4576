namespace Proctoring.Tools.Evaluation;

/// <summary>
/// The accuracy of object detection: for each class whether a picture shows one, and the number of people. Rates are 0–1 or null.
/// </summary>
/// <param name="Path">The folder of the set, relative to the measured one.</param>
/// <param name="Images">All labelled images. An unreadable one counts as without objects.</param>
/// <param name="Threshold">The product's threshold.</param>
/// <param name="Class">The result for each class.</param>
/// <param name="BySet">The same for each part of the set.</param>
/// <param name="PersonCountExact">Share of the images in which people were counted exactly.</param>
/// <param name="OnePersonExact">The same for images whose label has exactly one person of any size.</param>
/// <param name="OneNearPersonExact">The same for images with one person large enough to count and any number of small ones far
/// away.</param>
/// <param name="Wrong">The misses and false detections.</param>
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
    IReadOnlyList<string> Unreadable
) : SetResult(Path)
{
    /// <summary>The result by size (small, medium, large) and class, in pictures whose labels have boxes.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, SizeResult>> BySize { get; init; }

    /// <summary>The result for each class by the brightness of the pictures.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, ClassResult>> ByLight { get; init; }

    /// <summary>The result for each class if an object must be found in two of three synthetic frames (<see cref="Jitter"/>).</summary>
    public required IReadOnlyDictionary<string, ClassResult> TwoOfThreeSynthetic { get; init; }

    /// <summary>The best threshold of each class on one half, with its results on the other.</summary>
    public required IReadOnlyDictionary<string, HalvesResult> Halves { get; init; }

    /// <summary>The same for the number of people.</summary>
    public required HalvesResult PersonHalves { get; init; }
}

/// <summary>The accuracy for one class.</summary>
/// <param name="Images">Images whose label covers the class.</param>
/// <param name="Positives">The images that show one.</param>
/// <param name="Recall">Share of the positives in which one was found.</param>
/// <param name="Precision">Share of the images in which one was found that show one.</param>
internal sealed record ClassResult(int Images, int Positives, double? Recall, double? Precision);

/// <summary>The accuracy for objects of one class and size, counted one by one with their boxes.</summary>
/// <param name="Labelled">The number of labelled objects.</param>
/// <param name="Recall">The share of them that a detected box overlaps by half.</param>
/// <param name="Detected">The number of detections of this size.</param>
/// <param name="Precision">The share of detections that overlap a labelled box by half.</param>
internal sealed record SizeResult(int Labelled, double? Recall, int Detected, double? Precision);
