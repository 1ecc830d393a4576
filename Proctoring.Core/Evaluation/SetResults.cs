using System.Text.Json.Serialization;

namespace Proctoring.Core.Evaluation;

/// <summary>All that `evaluate` measured.</summary>
internal sealed record EvaluationResult(IReadOnlyList<SetResult> Sets);

/// <summary>What was measured on one labelled set.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(VerificationResult), "verification")]
[JsonDerivedType(typeof(FacesResult), "faces")]
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
    IReadOnlyList<string> Unreadable) : SetResult(Path);

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

/// <summary>A set whose labels can't be measured.</summary>
internal sealed record UnsupportedResult(string Path, string Reason) : SetResult(Path);
