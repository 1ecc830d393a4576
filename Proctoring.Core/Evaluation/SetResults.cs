using System.Text.Json.Serialization;

namespace Proctoring.Core.Evaluation;

/// <summary>All that `evaluate` measured.</summary>
internal sealed record EvaluationResult(IReadOnlyList<SetResult> Sets);

/// <summary>What was measured on one labelled set.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(VerificationResult), "verification")]
[JsonDerivedType(typeof(FacesResult), "faces")]
[JsonDerivedType(typeof(ObjectsResult), "objects")]
[JsonDerivedType(typeof(PoseResult), "pose")]
[JsonDerivedType(typeof(LivenessResult), "liveness")]
[JsonDerivedType(typeof(ClipsResult), "clips")]
[JsonDerivedType(typeof(UnsupportedResult), "unsupported")]
internal abstract record SetResult(string Path);

/// <summary>How well pairs of one person were told from pairs of two. Rates are 0–1, null where the set has no such pairs.</summary>
/// <param name="Path">The set's folder, relative to the one asked for.</param>
/// <param name="Pairs">All labelled pairs.</param>
/// <param name="Scored">Those with a face found in both pictures.</param>
/// <param name="Auc">Area under the ROC curve, over the scored pairs.</param>
/// <param name="Eer">Equal error rate, over the scored pairs.</param>
/// <param name="TarAtFar1">Share of all pairs of one person accepted where 1 % of all others are; a face not found counts as rejected.</param>
/// <param name="AccuracyAtThreshold">Share of all pairs rightly decided by the product's own threshold.</param>
/// <param name="FarAtThreshold">Share of all pairs of two people accepted by it.</param>
/// <param name="Threshold">That threshold.</param>
/// <param name="Unreadable">Pictures that could not be read.</param>
internal sealed record VerificationResult(
    string Path,
    int Pairs,
    int Scored,
    double? Auc,
    double? Eer,
    [property: JsonPropertyName("tar_at_far_1")] double? TarAtFar1,
    double? AccuracyAtThreshold,
    double? FarAtThreshold,
    float Threshold,
    IReadOnlyList<string> Unreadable) : SetResult(Path)
{
    /// <summary>The scores themselves, for drawing.</summary>
    [JsonIgnore]
    public Roc? Curves { get; init; }

    /// <summary>The worst mistakes of each kind, the worst first.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Title, IReadOnlyList<MistakenPair> Pairs)> Worst { get; init; } = [];
}

/// <summary>Two pictures that were decided wrongly.</summary>
internal sealed record MistakenPair(string A, string B, string Caption);

/// <summary>How well faces were counted.</summary>
/// <param name="Path">The set's folder, relative to the one asked for.</param>
/// <param name="Images">All labelled images; one that could not be read counts as one without a face found.</param>
/// <param name="Faces">All labelled faces.</param>
/// <param name="Found">Of them, those counted: per image no more than its label says.</param>
/// <param name="False">Faces counted beyond the most that the label allows.</param>
/// <param name="ExactImages">Images whose count lies between the label's least and most.</param>
/// <param name="Inexact">The images whose count doesn't.</param>
/// <param name="Unreadable">Pictures that could not be read.</param>
internal sealed record FacesResult(
    string Path,
    int Images,
    int Faces,
    int Found,
    int False,
    int ExactImages,
    IReadOnlyList<string> Inexact,
    IReadOnlyList<string> Unreadable) : SetResult(Path);

/// <summary>How well things were found: of each class whether a picture shows one, and how many people there are. Rates are 0–1, null where there is nothing to rate.</summary>
/// <param name="Path">The set's folder, relative to the one asked for.</param>
/// <param name="Images">All labelled images; in one that could not be read nothing was found.</param>
/// <param name="Threshold">The product's threshold, at which it was measured.</param>
/// <param name="Class">The result for each class.</param>
/// <param name="BySet">The same for each part of the set.</param>
/// <param name="PersonCountExact">Share of the images in which people were counted exactly.</param>
/// <param name="OnePersonExact">The same of the images that show one person.</param>
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
    IReadOnlyList<string> Wrong,
    IReadOnlyList<string> Unreadable) : SetResult(Path);

/// <summary>How well things of one class were found.</summary>
/// <param name="Images">Images whose label speaks for the class.</param>
/// <param name="Positives">Of them, those that show one.</param>
/// <param name="Recall">Share of the positives in which one was found.</param>
/// <param name="Precision">Share of the images in which one was found that show one.</param>
internal sealed record ClassResult(int Images, int Positives, double? Recall, double? Precision);

/// <summary>How well the turn of heads was told. Errors are mean absolute degrees over the scored images, null where none was.</summary>
/// <param name="Path">The set's folder, relative to the one asked for.</param>
/// <param name="Images">All labelled images.</param>
/// <param name="Scored">Those in which a face was found.</param>
/// <param name="YawMae">Error of the turn to the side.</param>
/// <param name="PitchMae">Error of the turn up or down.</param>
/// <param name="RollMae">Error of the tilt.</param>
/// <param name="Unreadable">Pictures that could not be read.</param>
internal sealed record PoseResult(string Path, int Images, int Scored, double? YawMae, double? PitchMae, double? RollMae, IReadOnlyList<string> Unreadable)
    : SetResult(Path);

/// <summary>How living people and pictures of them were told apart. Rates are 0–1, null where the set has no such images.</summary>
/// <param name="Path">The set's folder, relative to the one asked for.</param>
/// <param name="Images">All labelled images.</param>
/// <param name="LiveAccepted">Share of the living people taken for living.</param>
/// <param name="FakeAccepted">Share of the pictures of people taken for living.</param>
/// <param name="Threshold">The score from which that is so.</param>
/// <param name="Unreadable">Pictures that could not be read.</param>
internal sealed record LivenessResult(string Path, int Images, double? LiveAccepted, double? FakeAccepted, float Threshold, IReadOnlyList<string> Unreadable)
    : SetResult(Path);

/// <summary>What the rules flagged in clips of ordinary behaviour: all of it wrongly.</summary>
/// <param name="Path">The clips' folder, relative to the one asked for.</param>
/// <param name="Clips">How many could be played.</param>
/// <param name="Hours">How long they are together.</param>
/// <param name="HighPerHour">Violations of high severity in an hour.</param>
/// <param name="OthersPerHour">All others in an hour.</param>
/// <param name="Flagged">Each of them.</param>
/// <param name="Unreadable">Clips that could not be played.</param>
internal sealed record ClipsResult(
    string Path, int Clips, double Hours, double HighPerHour, double OthersPerHour, IReadOnlyList<FlaggedClip> Flagged, IReadOnlyList<string> Unreadable)
    : SetResult(Path);

/// <summary>A violation in a clip.</summary>
/// <param name="File">The clip.</param>
/// <param name="Type">The violation's id.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="AtSecond">When it began.</param>
/// <param name="Detail">What was seen.</param>
internal sealed record FlaggedClip(string File, string Type, string Severity, double AtSecond, string? Detail);

/// <summary>A set whose labels can't be measured.</summary>
internal sealed record UnsupportedResult(string Path, string Reason) : SetResult(Path);
