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

    /// <summary>The faces of the frame before that never move. They stay in view although no detector runs.</summary>
    public IReadOnlyList<SeenFace> Stills { get; private set; } = [];

    /// <summary>Records the result; null if the frame could not be examined.</summary>
    public void Saw(FacesRead? read, Size picture, DateTime at)
    {
        last = read is { Faces: [var face] } && IsCertain(face) ? face : null;
        (size, seenAt) = (picture, at);
        if (read is not { Followed: true })
            detectedAt = at;
    }

    /// <summary>Records which faces never move. One person beside them can be tracked as one alone.</summary>
    /// <param name="only">The face of the one person; null if there is none, or several.</param>
    /// <param name="stills">The still faces.</param>
    public void SawStills(ReadFace? only, IReadOnlyList<SeenFace> stills)
    {
        Stills = stills;
        if (only is not null && IsCertain(only))
            last = only;
    }

    static bool IsCertain(ReadFace face) => face.Mesh is { Steady: true, Presence: >= FaceFinder.Followed };
}
