using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>
/// Remembers where the one face of a session was, so that the mesh alone can follow it. The detector is asked again in its turn, for second faces,
/// and whenever the picture changed so much that somebody may have come. Not thread-safe.
/// </summary>
internal sealed class FaceTrack
{
    /// <summary>After so long without a frame the face may be anywhere.</summary>
    static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1.5);

    /// <summary>Somebody who walks in changes more of the picture than this; a talking head less.</summary>
    public const float MuchMotion = 0.15f;

    ReadFace? last;
    Size size;
    DateTime seenAt;
    DateTime detectedAt;

    /// <summary>The face to follow in this frame; null where the detector should look.</summary>
    /// <param name="picture">The frame's size.</param>
    /// <param name="at">When it came.</param>
    /// <param name="every">How often the detector looks anyway.</param>
    /// <param name="motion">The share of the picture that changed visibly.</param>
    public ReadFace? ToFollow(Size picture, DateTime at, TimeSpan every, float motion) =>
        picture == size && at - seenAt <= LongestGap && at - detectedAt < every && motion < MuchMotion ? last : null;

    /// <summary>Takes what was found; null where nobody could look.</summary>
    public void Saw(FacesRead? read, Size picture, DateTime at, bool followed)
    {
        last = read is { Faces: [{ Mesh: { Steady: true, Presence: >= FaceFinder.Followed } } face] } ? face : null;
        (size, seenAt) = (picture, at);
        if (!followed) detectedAt = at;
    }
}
