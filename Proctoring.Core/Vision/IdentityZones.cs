using System.Numerics.Tensors;

namespace Proctoring.Core.Vision;

/// <summary>The meaning of a similarity. None of them is a proof.</summary>
internal enum IdentityZone
{
    /// <summary>The faces are alike enough to be one person's.</summary>
    Same,

    /// <summary>The similarity decides nothing. It accuses no one and confirms no one.</summary>
    Unsure,

    /// <summary>The faces are not alike.</summary>
    Different,
}

/// <summary>The limits between the zones.</summary>
/// <param name="SameFrom">The similarity from which two faces are the same person's.</param>
/// <param name="DifferentBelow">The similarity below which they are different people's.</param>
internal readonly record struct ZoneLimits(float SameFrom, float DifferentBelow)
{
    /// <summary>Returns the zone of a similarity; a similarity that is not a number is unsure.</summary>
    public IdentityZone Of(float similarity) =>
        similarity >= SameFrom ? IdentityZone.Same
        : similarity < DifferentBelow ? IdentityZone.Different
        : IdentityZone.Unsure;
}

/// <summary>Compares faces by MobileFaceNet and divides the similarity into zones (docs/decisions/0030-identity-zones.md).</summary>
/// <param name="One">The limits for a reference of one picture.</param>
/// <param name="Days">The limits for a reference that is the mean of pictures of several days.</param>
internal sealed record IdentityZones(ZoneLimits One, ZoneLimits Days)
{
    /// <summary>Pictures of fewer days are no steadier than one.</summary>
    public const int LeastDays = 3;

    /// <summary>The limits of the code.</summary>
    public static IdentityZones Default { get; } = Of(new IdentityOptions());

    /// <summary>The limits of the settings.</summary>
    public static IdentityZones Of(IdentityOptions options) =>
        new(
            new ZoneLimits((float)options.SameFrom, (float)options.DifferentBelow),
            new ZoneLimits((float)options.SameFromOfDays, (float)options.DifferentBelowOfDays)
        );

    /// <summary>Returns the limits for a reference.</summary>
    public ZoneLimits LimitsOf(FaceEmbedding reference) => reference.Days >= LeastDays ? Days : One;

    /// <summary>Compares a face with a reference.</summary>
    /// <returns>The cosine of MobileFaceNet's vectors, -1–1. If another system stored only dlib's vector, the similarity stays within the
    /// unsure zone, because no distance of dlib's is fair to all groups. NaN if the faces have no vector in common.</returns>
    public float Similarity(FaceEmbedding face, FaceEmbedding reference)
    {
        if (face.MobileFaceNet is { } one && reference.MobileFaceNet is { } other)
            return Cosine(one, other);
        if (face.Dlib is null || reference.Dlib is null)
            return float.NaN;
        var limits = LimitsOf(reference);
        var likeness = 1 - TensorPrimitives.Distance<float>(face.Dlib, reference.Dlib);
        return Math.Clamp(likeness, limits.DifferentBelow, MathF.BitDecrement(limits.SameFrom));
    }

    /// <summary>Compares a face with a reference and returns the zone.</summary>
    public IdentityZone ZoneOf(FaceEmbedding face, FaceEmbedding reference) => LimitsOf(reference).Of(Similarity(face, reference));

    /// <summary>The cosine of two vectors of length 1.</summary>
    public static float Cosine(float[] one, float[] other) => TensorPrimitives.Dot<float>(one, other);
}
