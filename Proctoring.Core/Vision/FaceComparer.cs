using System.Numerics.Tensors;

namespace Proctoring.Core.Vision;

/// <summary>Says how alike two faces are, and whether that is enough for one person. See docs/decisions on identity.</summary>
internal static class FaceComparer
{
    /// <summary>The similarity from which two faces count as one person.</summary>
    public const float Threshold = 0.47f;

    /// <summary>How near to the threshold MobileFaceNet's answer must be for the second opinion to count; it can move the answer no further.</summary>
    public const float Margin = 0.10f;

    /// <summary>
    /// The distance between dlib's vectors that stands for <see cref="Threshold"/>. dlib's customary 0.6 accepts a third of different East Asian
    /// pairs; here it never decides alone: to lift an answer from the margin's lower end it must be below 0.48.
    /// </summary>
    public const float DlibThreshold = 0.58f;

    /// <summary>The distance that stands for <see cref="Threshold"/> where dlib must decide alone, because the reference has no other vector.</summary>
    public const float DlibAloneThreshold = 0.50f;

    /// <summary>Compares two faces by all vectors that both have.</summary>
    /// <returns>The similarity, -1–1; NaN where the two have no vector in common.</returns>
    public static float Similarity(FaceEmbedding a, FaceEmbedding b)
    {
        var first = FirstOpinion(a, b);
        if (a.Dlib is null || b.Dlib is null) return first;
        var distance = TensorPrimitives.Distance<float>(a.Dlib, b.Dlib);
        if (float.IsNaN(first)) return Math.Clamp(Threshold + DlibAloneThreshold - distance, -1, 1);
        var second = Threshold + DlibThreshold - distance;
        return Math.Clamp(first + Math.Clamp((second - first) / 2, -Margin, Margin), -1, 1);
    }

    /// <summary>True where the second opinion could change the decision.</summary>
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
