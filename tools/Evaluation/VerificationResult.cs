using System.Text.Json.Serialization;

namespace Proctoring.Tools.Evaluation;

/// <summary>How well pairs of one person were told from pairs of two. Rates are 0–1, null where the set has no such pairs.</summary>
/// <param name="Path">The set's folder, relative to the one asked for.</param>
/// <param name="Pairs">All labelled pairs.</param>
/// <param name="Scored">Those with a face found in both pictures.</param>
/// <param name="Auc">Area under the ROC curve, over the scored pairs.</param>
/// <param name="Eer">Equal error rate, over the scored pairs.</param>
/// <param name="TarAtFar1">Share of all pairs of one person accepted where 1 % of all others are; a face not found counts as
/// rejected.</param>
/// <param name="TarAtFar01">The same where 0.1 % of all others are: of fewer than 1,000 others, none.</param>
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
    [property: JsonPropertyName("tar_at_far_0_1")] double? TarAtFar01,
    double? AccuracyAtThreshold,
    double? FarAtThreshold,
    float Threshold,
    IReadOnlyList<string> Unreadable
) : SetResult(Path)
{
    /// <summary>The most accurate threshold of one half of the pairs, on the other half.</summary>
    public HalvesResult? Halves { get; init; }

    /// <summary>The pairs by the brightness of their darker picture.</summary>
    public IReadOnlyDictionary<string, PairRates> ByLight { get; init; } = new Dictionary<string, PairRates>();

    /// <summary>The scores themselves, for drawing.</summary>
    [JsonIgnore]
    public Roc? Curves { get; init; }

    /// <summary>The worst mistakes of each kind, the worst first.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Title, IReadOnlyList<MistakenPair> Pairs)> Worst { get; init; } = [];
}

/// <summary>How the product's threshold decides some pairs.</summary>
/// <param name="Pairs">How many there are.</param>
/// <param name="Scored">Those with a face found in both pictures.</param>
/// <param name="Tar">Share of the pairs of one person that are accepted.</param>
/// <param name="Far">Share of the pairs of two people that are accepted.</param>
internal sealed record PairRates(int Pairs, int Scored, double? Tar, double? Far);

/// <summary>Two pictures that were decided wrongly.</summary>
internal sealed record MistakenPair(string A, string B, string Caption);
