using System.Text.Json.Serialization;

namespace Proctoring.Tools.Evaluation;

/// <summary>The accuracy of face verification. Rates are 0–1, null if the set has no such pairs.</summary>
/// <param name="Path">The folder of the set, relative to the measured one.</param>
/// <param name="Pairs">All labelled pairs.</param>
/// <param name="Scored">The pairs with a face found in both pictures.</param>
/// <param name="Auc">Area under the ROC curve, over the scored pairs.</param>
/// <param name="Eer">Equal error rate, over the scored pairs.</param>
/// <param name="TarAtFar1">The share of all pairs of one person accepted if 1 % of all other pairs are; a face not found counts as
/// rejected.</param>
/// <param name="TarAtFar01">The same if 0.1 % of all other pairs are accepted: none of fewer than 1,000 pairs.</param>
/// <param name="AccuracyAtThreshold">The share of all pairs that the product's threshold decides correctly.</param>
/// <param name="FarAtThreshold">The share of all pairs of two people that the product's threshold accepts.</param>
/// <param name="Threshold">The product's threshold.</param>
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
    /// <summary>The zones of the pairs of one person.</summary>
    public ZoneShares? OfOne { get; init; }

    /// <summary>The zones of the pairs of two people.</summary>
    public ZoneShares? OfTwo { get; init; }

    /// <summary>The most accurate threshold of one half of the pairs, applied to the other half.</summary>
    public HalvesResult? Halves { get; init; }

    /// <summary>The pairs by the brightness of their darker picture.</summary>
    public IReadOnlyDictionary<string, PairRates> ByLight { get; init; } = new Dictionary<string, PairRates>();

    /// <summary>The scores, for the curves.</summary>
    [JsonIgnore]
    public Roc? Curves { get; init; }

    /// <summary>The worst mistakes of each kind, worst first.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Title, IReadOnlyList<MistakenPair> Pairs)> Worst { get; init; } = [];
}

/// <summary>The shares of pairs in each zone of the product.</summary>
internal sealed record ZoneShares(double Same, double Unsure, double Different);

/// <summary>The decisions of the product's threshold on some pairs.</summary>
/// <param name="Pairs">The number of pairs.</param>
/// <param name="Scored">The pairs with a face found in both pictures.</param>
/// <param name="Tar">The share of the pairs of one person that are accepted.</param>
/// <param name="Far">The share of the pairs of two people that are accepted.</param>
internal sealed record PairRates(int Pairs, int Scored, double? Tar, double? Far);

/// <summary>A pair of pictures with a wrong decision.</summary>
internal sealed record MistakenPair(string A, string B, string Caption);
