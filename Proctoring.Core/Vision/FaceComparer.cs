using System.Numerics.Tensors;

namespace Proctoring.Core.Vision;

/// <summary>Scores the similarity of two faces and decides whether they are one person (docs/decisions/0006-identity.md).</summary>
internal static class FaceComparer
{
    /// <summary>Two faces with at least this similarity count as one person (docs/accuracy.md, thresholds).</summary>
    public const float Threshold = 0.47f;

    /// <summary>
    /// The second embedder counts only if MobileFaceNet's score is this close to the threshold, and moves the score by at most this much.
    /// </summary>
    public const float Margin = 0.10f;

    /// <summary>
    /// The distance between dlib's vectors that corresponds to <see cref="Threshold"/>. dlib's usual 0.6 accepts a third of different East
    /// Asian pairs. Here dlib never decides alone: to lift a score from the lower end of the margin, its distance must be below 0.48.
    /// </summary>
    public const float DlibThreshold = 0.58f;

    /// <summary>
    /// The distance that corresponds to <see cref="Threshold"/> if dlib decides alone, because the reference has no other vector.
    /// </summary>
    public const float DlibAloneThreshold = 0.50f;

    /// <summary>Compares two faces by all vectors that both of them have.</summary>
    /// <returns>The similarity, -1–1; NaN if they have no vector in common.</returns>
    public static float Similarity(FaceEmbedding a, FaceEmbedding b)
    {
        var first = FirstOpinion(a, b);
        if (a.Dlib is null || b.Dlib is null)
            return first;
        var distance = TensorPrimitives.Distance<float>(a.Dlib, b.Dlib);
        if (float.IsNaN(first))
            return Math.Clamp(Threshold + DlibAloneThreshold - distance, -1, 1);
        var second = Threshold + DlibThreshold - distance;
        return Math.Clamp(first + Math.Clamp((second - first) / 2, -Margin, Margin), -1, 1);
    }

    /// <summary>Decides whether the second embedder could change the decision.</summary>
    public static bool WantsSecondOpinion(FaceEmbedding a, FaceEmbedding b)
    {
        var first = FirstOpinion(a, b);
        return float.IsNaN(first) || Math.Abs(first - Threshold) <= Margin;
    }

    /// <summary>The embedders whose vectors both faces have.</summary>
    public static Embedders Shared(FaceEmbedding a, FaceEmbedding b) =>
        (a.MobileFaceNet is not null && b.MobileFaceNet is not null ? Embedders.MobileFaceNet : Embedders.None)
        | (a.Dlib is not null && b.Dlib is not null ? Embedders.Dlib : Embedders.None);

    static float FirstOpinion(FaceEmbedding a, FaceEmbedding b) =>
        a.MobileFaceNet is null || b.MobileFaceNet is null ? float.NaN : TensorPrimitives.Dot<float>(a.MobileFaceNet, b.MobileFaceNet);
}
