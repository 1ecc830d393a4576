using OpenCvSharp;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision;

/// <summary>
/// Tells small faces that never move, on posters and screens, from people in the background. Not thread-safe.
/// </summary>
internal sealed class StillFaces
{
    /// <summary>A larger face beside the candidate's is a person, whether it moves or not.</summary>
    const float MostOfLargest = 0.3f;

    /// <summary>Boxes of one face in consecutive frames overlap at least this much.</summary>
    const float SamePlace = 0.4f;

    /// <summary>The mean difference of a patch, as a share of its contrast, from which the face has moved
    /// (docs/accuracy.md, Posters).</summary>
    const float Moved = 0.12f;

    /// <summary>Two movements within this time make a person; a passing shadow makes one.</summary>
    static readonly TimeSpan Together = TimeSpan.FromSeconds(5);

    /// <summary>A face that moved remains a person for this long.</summary>
    static readonly TimeSpan Remains = TimeSpan.FromMinutes(1);

    /// <summary>A poster that was hidden for this long is a new face.</summary>
    static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(2);

    /// <summary>A still face that a head covers in part keeps its state for this long although it looks different.</summary>
    static readonly TimeSpan LongestCover = TimeSpan.FromSeconds(5);

    /// <summary>A face is still after it stood unmoved in so many comparisons. Until then it counts as a person; the rule needs more frames
    /// to accuse.</summary>
    const int Unmoved = 2;

    /// <summary>A wall of photographs has more faces than a class has people. Each takes about 2 KB.</summary>
    const int MostKnown = 32;

    readonly List<Known> known = [];
    Box? person;
    DateTime personAt;

    /// <summary>Decides for each face of a frame whether it is small beside a person's and has not moved since it was first seen. A face is
    /// a person until it was compared twice. A still face remains one, while it does not change, if the person leaves or moves
    /// back, or covers a part of it for a few seconds.</summary>
    /// <param name="picture">The frame.</param>
    /// <param name="faces">The boxes of its faces, largest first.</param>
    /// <param name="at">The time of the frame.</param>
    /// <param name="motion">The share of the picture that changed visibly. If the camera may have moved, no face has.</param>
    public bool[] Saw(Mat picture, IReadOnlyList<Box> faces, DateTime at, float motion)
    {
        var still = new bool[faces.Count];
        known.RemoveAll(face => at - face.SeenAt > Forgotten);
        Box? largest = null;
        for (var i = 0; i < faces.Count; i++)
        {
            var box = faces[i];
            // A box that left the picture has no area and no pixels.
            var small = largest is { } own && box.Area > 0 && box.Area <= MostOfLargest * own.Area;
            still[i] = small ? !Moves(picture, box, at, motion) : RemainsStill(picture, box, at);
            if (still[i] || largest is not null)
                continue;
            largest = box;
            (person, personAt) = (box, at);
        }

        return still;
    }

    /// <summary>Decides whether still faces of the frame before look the same, so that no detector needs to find them again.</summary>
    public bool LookTheSame(Mat picture, IReadOnlyList<SeenFace> before) => before.All(face => LooksTheSame(picture, face));

    /// <summary>Returns the still faces of the frame before that look the same, although they were not found in this one. A detector may
    /// miss a small face in some frames.</summary>
    /// <param name="picture">The frame.</param>
    /// <param name="found">The boxes of the faces that were found in it.</param>
    /// <param name="before">The still faces of the frame before.</param>
    public IReadOnlyList<SeenFace> Missed(Mat picture, IReadOnlyList<Box> found, IReadOnlyList<SeenFace> before) =>
        [.. before.Where(face => found.All(box => Overlap.Of(box, face.Where) < SamePlace) && LooksTheSame(picture, face))];

    bool LooksTheSame(Mat picture, SeenFace face) =>
        Find(face.Where) is { Patch: { } before } known && FacePatch.Of(picture, known.Where).DifferenceTo(before) < Moved;

    /// <summary>Decides whether a face was still while a person's face was larger, and looks exactly the same now.</summary>
    bool RemainsStill(Mat picture, Box box, DateTime at)
    {
        if (Find(box) is not { Patch: { } before, Unmoved: >= Unmoved } face || face.MovesUntil >= at)
            return false;
        var patch = FacePatch.Of(picture, face.Where);
        if (patch.DifferenceTo(before) < Moved)
            face.CoveredSince = null;
        else if (!IsCovered(face, patch, at))
            return false;
        face.SeenAt = at;
        return true;
    }

    /// <summary>Decides whether a still face looks different because the person's head is before a part of it. It then keeps the picture
    /// that it is compared with. A face that remains different is compared as any other some seconds later.</summary>
    bool IsCovered(Known face, FacePatch patch, DateTime at)
    {
        if (face is not { Patch: { } before, Unmoved: >= Unmoved } || face.MovesUntil >= at || !patch.ShowsPartOf(before, Moved))
            return false;
        if (person is not { } head || at - personAt > Together || !MayCover(head, face.Where))
            return false;
        return at - (face.CoveredSince ??= at) <= LongestCover;
    }

    /// <summary>Decides whether a head with its hair, or the shoulders below it, reaches to another face.</summary>
    static bool MayCover(Box head, Box face)
    {
        Box body = new(head.X - (head.Width / 2), head.Y - (head.Height / 2), 2 * head.Width, 2);
        return Overlap.Of(body, face) > 0 && Overlap.Of(head, face) < SamePlace;
    }

    Known? Find(Box box) => known.Find(face => Overlap.Of(face.Where, box) >= SamePlace);

    bool Moves(Mat picture, Box box, DateTime at, float motion)
    {
        var face = Find(box);
        if (face is null)
        {
            if (known.Count == MostKnown && known.MinBy(old => old.SeenAt) is { } oldest)
                known.Remove(oldest);
            known.Add(face = new Known(box));
        }

        face.SeenAt = at;
        var patch = FacePatch.Of(picture, face.Where);
        // Also while the candidate moves: a poster then looks the same, unless the camera moved.
        if (face.Patch is { } before && patch.DifferenceTo(before) < Moved)
        {
            face.CoveredSince = null;
            face.Unmoved++;
            return face.Unmoved < Unmoved || face.MovesUntil >= at;
        }

        if (IsCovered(face, patch, at))
            return false;

        // What the camera's own movement changed is no movement of the face.
        if (face.Patch is not null && motion < FaceTrack.MuchMotion)
        {
            if (at - face.ChangedAt <= Together)
                face.MovesUntil = at + Remains;
            face.ChangedAt = at;
        }

        (face.Patch, face.Where, face.CoveredSince) = (FacePatch.Of(picture, box), box, null);
        return face.Unmoved < Unmoved || face.MovesUntil >= at;
    }

    /// <summary>A small face that was seen.</summary>
    sealed class Known(Box where)
    {
        public Box Where { get; set; } = where;

        public FacePatch? Patch { get; set; }

        public int Unmoved { get; set; }

        public DateTime SeenAt { get; set; }

        /// <summary>Since when it looks different beside a head; null if it does not.</summary>
        public DateTime? CoveredSince { get; set; }

        public DateTime ChangedAt { get; set; } = DateTime.MinValue;

        public DateTime MovesUntil { get; set; } = DateTime.MinValue;
    }
}
