using System.Collections.Concurrent;
using System.Globalization;
using Proctoring.Core.Vision;

namespace Proctoring.Tools.Evaluation;

/// <summary>Measures how well pairs of one person are separated from pairs of two. The largest face of a photo counts.</summary>
internal sealed class PairMeasure(FaceReader faces)
{
    /// <summary>Measures one set.</summary>
    public VerificationResult Measure(IReadOnlyList<LabelledPair> pairs, string folder, string shownPath)
    {
        var unreadable = new ConcurrentBag<string>();
        var photos = new ConcurrentDictionary<string, Photo>();
        Parallel.ForEach(
            pairs.SelectMany(p => new[] { p.A, p.B }).Distinct(),
            SetMeasure.Cores,
            file =>
            {
                using var decoded = SetMeasure.Decode(folder, file);
                if (decoded?.Pixels is not { } picture)
                {
                    unreadable.Add(file);
                    photos[file] = new Photo(null, null);
                    return;
                }

                var read = faces.ReadFaces(picture);
                photos[file] = new Photo(
                    read.Faces.Count == 0 ? null : faces.Embed(picture, read.Faces[0], Embedders.MobileFaceNet),
                    Light.Of(picture)
                );
            }
        );
        var scored = pairs.Select(pair => Score(pair, photos[pair.A], photos[pair.B])).ToList();
        var (roc, product) = (RocOf(scored), IdentityZones.Default.One.SameFrom);
        return new VerificationResult(
            shownPath,
            pairs.Count,
            roc.Scored,
            roc.Auc,
            roc.EqualErrorRate,
            roc.AcceptedAtFalseRate(0.01),
            roc.AcceptedAtFalseRate(0.001),
            roc.AccuracyAt(product),
            roc.FalseRateAt(product),
            product,
            SetMeasure.Ordered(unreadable)
        )
        {
            OfOne = ZonesOf(scored.Where(pair => pair.Pair.Same)),
            OfTwo = ZonesOf(scored.Where(pair => !pair.Pair.Same)),
            Halves = HalvesOf(scored),
            ByLight = Light.Group(scored, pair => pair.Brightness, some => RatesOf(some, RocOf(some))),
            Curves = roc,
            Worst =
            [
                (
                    "Two people accepted as one",
                    Mistaken(scored.Where(s => !s.Pair.Same && s.Score >= product).OrderByDescending(s => s.Score))
                ),
                ("One person rejected", Mistaken(scored.Where(s => s.Pair.Same && s.Score < product).OrderBy(s => s.Score))),
                ("No face found in one of them", Mistaken(scored.Where(s => s.Pair.Same && s.Score is null))),
            ],
        };
    }

    /// <summary>
    /// People occur in both halves, pairs do not: the halves test the stability of a threshold, not its effect on unknown people.
    /// </summary>
    static HalvesResult HalvesOf(List<ScoredPair> scored) =>
        Halves.Of(
            scored,
            pair => $"{pair.Pair.A} {pair.Pair.B}",
            pair => pair.Score is { } score && !float.IsNaN(score) ? [score] : [],
            pair => pair.Pair.Same,
            (some, threshold) => RocOf(some).AccuracyAt(threshold) ?? 0,
            (some, threshold) =>
            {
                var roc = RocOf(some);
                return new Dictionary<string, double?>
                {
                    ["accuracy"] = roc.AccuracyAt(threshold),
                    ["tar"] = roc.TrueRateAt(threshold),
                    ["far"] = roc.FalseRateAt(threshold),
                };
            },
            IdentityZones.Default.One.SameFrom
        );

    /// <summary>The zones of some pairs, as shares of all of them; a face that was not found is in no zone.</summary>
    static ZoneShares ZonesOf(IEnumerable<ScoredPair> some)
    {
        var pairs = some.ToList();
        double Share(IdentityZone zone) =>
            pairs.Count == 0
                ? 0
                : (double)pairs.Count(pair => pair.Score is { } score && IdentityZones.Default.One.Of(score) == zone) / pairs.Count;
        return new ZoneShares(Share(IdentityZone.Same), Share(IdentityZone.Unsure), Share(IdentityZone.Different));
    }

    static PairRates RatesOf(IReadOnlyList<ScoredPair> some, Roc roc) =>
        new(
            some.Count,
            roc.Scored,
            roc.TrueRateAt(IdentityZones.Default.One.SameFrom),
            roc.FalseRateAt(IdentityZones.Default.One.SameFrom)
        );

    static ScoredPair Score(LabelledPair pair, Photo a, Photo b) =>
        new(
            pair,
            a.Face is null || b.Face is null ? null : IdentityZones.Default.Similarity(a.Face, b.Face),
            a.Brightness is { } left && b.Brightness is { } right ? Math.Min(left, right) : null
        );

    static Roc RocOf(IReadOnlyList<ScoredPair> scored) => new([.. scored.Select(s => (s.Score, s.Pair.Same))]);

    static List<MistakenPair> Mistaken(IEnumerable<ScoredPair> scored) =>
        [
            .. scored.Select(s => new MistakenPair(
                s.Pair.A,
                s.Pair.B,
                s.Score is { } score ? string.Create(CultureInfo.InvariantCulture, $"{score:0.000}") : $"{s.Pair.A}, {s.Pair.B}"
            )),
        ];

    sealed record Photo(FaceEmbedding? Face, float? Brightness);

    sealed record ScoredPair(LabelledPair Pair, float? Score, float? Brightness);
}
