using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Vision.Heads;

/// <summary>Reads the shape of the only face of a frame while a candidate turns the head. It stores and compares nothing.</summary>
internal sealed class HeadShapeReader(FaceReader faces)
{
    /// <summary>Reads a frame. Thread-safe; bad input never throws.</summary>
    /// <param name="place">The inference slot that the caller holds.</param>
    /// <param name="file">The bytes of the frame.</param>
    /// <param name="limits">The limits that the frame must keep.</param>
    public HeadSight Read(InferenceSlot place, ReadOnlySpan<byte> file, PictureLimits limits)
    {
        using var decoded = PictureDecoder.Decode(place, file, limits);
        if (decoded.Pixels is not { } picture)
            return new HeadSight(null, ChallengeReason.Late);
        var read = faces.ReadFaces(picture).Faces;
        // A face that is found in a dark picture is bright enough.
        if (read.Count == 0)
            return new HeadSight(null, PictureStatistics.Read(picture).Blocked ? ChallengeReason.Dark : ChallengeReason.NoFace);
        if (read.Count > 1)
            return new HeadSight(null, ChallengeReason.SeveralFaces);
        var mesh = read[0].Mesh;
        return HeadShape.Of(mesh) is { } shape
            ? new HeadSight(shape, ChallengeReason.None)
            : new HeadSight(null, ChallengeReason.NoFace);
    }
}

/// <summary>What one frame shows of the head.</summary>
/// <param name="Shape">The shape; null if it could not be read.</param>
/// <param name="Lack">Why not; None if it was read.</param>
internal readonly record struct HeadSight(HeadShape? Shape, ChallengeReason Lack);
