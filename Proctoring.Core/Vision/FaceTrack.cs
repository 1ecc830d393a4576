using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>Remembers the place of the one face of a session, so that the mesh alone can track it. The detector runs again at intervals to
/// find second faces, and if the picture changed so much that a person may have come. Not thread-safe.</summary>
internal sealed class FaceTrack
{
    /// <summary>After this long without a frame the face may be anywhere.</summary>
    static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1.5);

    /// <summary>A person who walks in changes more of the picture than this; a talking head changes less.</summary>
    public const float MuchMotion = 0.15f;

    ReadFace? last;
    Size size;
    DateTime seenAt;
    DateTime detectedAt;

    /// <summary>Returns the face to follow in this frame; null if the detector should run.</summary>
    /// <param name="picture">The frame's size.</param>
    /// <param name="at">Its time.</param>
    /// <param name="every">The longest time between two runs of the detector.</param>
    /// <param name="motion">The share of the picture that changed visibly.</param>
    public ReadFace? ToFollow(Size picture, DateTime at, TimeSpan every, float motion) =>
        picture == size && at - seenAt <= LongestGap && at - detectedAt < every && motion < MuchMotion ? last : null;

    /// <summary>Records the result; null if the frame could not be examined.</summary>
    public void Saw(FacesRead? read, Size picture, DateTime at, bool followed)
    {
        last = read is { Faces: [{ Mesh: { Steady: true, Presence: >= FaceFinder.Followed } } face] } ? face : null;
        (size, seenAt) = (picture, at);
        if (!followed)
            detectedAt = at;
    }
}
