using OpenCvSharp;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision;

/// <summary>Remembers the place of the one face of a session, so that the mesh alone can track it. The detector runs again at intervals to
/// find second faces, and if the picture changed so much that a person may have come. Not thread-safe.</summary>
internal sealed class FaceTrack
{
    /// <summary>After this long without a frame the face may be anywhere.</summary>
    static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1.5);

    /// <summary>A person who walks in changes more of the picture around the candidate than this.</summary>
    public const float MuchMotion = 0.15f;

    ReadFace? last;
    IReadOnlyList<SeenFace> stills = [];
    Size size;
    DateTime seenAt;
    DateTime detectedAt;

    /// <summary>Returns the face of the frame before; null if it may be anywhere by now.</summary>
    /// <param name="picture">The frame's size.</param>
    /// <param name="at">Its time.</param>
    /// <param name="seen">The changes of the picture. After a change of scene no face of before is continued.</param>
    public ReadFace? Before(Size picture, DateTime at, PictureMemory seen) =>
        picture == size && at - seenAt <= LongestGap && seen.Motion < PictureMemory.NewScene ? last : null;

    /// <summary>Decides whether the detector should look for other faces, although this one can be followed.</summary>
    /// <param name="face">The face of the frame before, as fractions of the picture.</param>
    /// <param name="at">The time of the frame.</param>
    /// <param name="every">The longest time between two runs of the detector.</param>
    /// <param name="seen">The changes of the picture.</param>
    public bool DetectorDue(Box face, DateTime at, TimeSpan every, PictureMemory seen) =>
        at - detectedAt >= every || seen.MotionAround(face) >= MuchMotion;

    /// <summary>The faces that never move, beside the one that is tracked. They are in view although the detector did not run.</summary>
    public IReadOnlyList<SeenFace> Stills => last is null ? [] : stills;

    /// <summary>Records the result; null if the frame could not be examined.</summary>
    public void Saw(FacesRead? read, Size picture, DateTime at)
    {
        last = read is { Faces: [{ Mesh: { Steady: true, Presence: >= FaceFinder.Followed } } face] } ? face : null;
        (size, seenAt) = (picture, at);
        if (read is { Followed: true })
            return;
        (detectedAt, stills) = (at, []);
    }

    /// <summary>Records that all faces but one are still or an animal's, so that this one can be tracked.</summary>
    /// <param name="only">The face of the one person.</param>
    /// <param name="beside">The still faces.</param>
    public void SawBeside(ReadFace only, IReadOnlyList<SeenFace> beside)
    {
        if (only.Mesh is { Steady: true, Presence: >= FaceFinder.Followed })
            (last, stills) = (only, beside);
    }
}
