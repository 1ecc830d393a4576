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

    /// <summary>A face is still after it stood unmoved in so many comparisons. Until then it counts as a person; the rule needs more frames
    /// to accuse.</summary>
    const int Unmoved = 2;

    const int Side = 24;

    /// <summary>A wall of photographs has more faces than a class has people. Each takes about 2 KB.</summary>
    const int MostKnown = 32;

    readonly List<Known> known = [];

    /// <summary>Decides for each face of a frame whether it is small beside a person's and has not moved since it was first seen. A face is
    /// a person until it was compared twice. A still face remains one, while it does not change, if the person leaves or moves
    /// back.</summary>
    /// <param name="picture">The frame.</param>
    /// <param name="faces">The boxes of its faces, largest first.</param>
    /// <param name="at">The time of the frame.</param>
    /// <param name="motion">The share of the picture that changed visibly. If the camera may have moved, no face has.</param>
    public bool[] Saw(Mat picture, IReadOnlyList<Box> faces, DateTime at, float motion)
    {
        var still = new bool[faces.Count];
        known.RemoveAll(face => at - face.SeenAt > Forgotten);
        Box? person = null;
        for (var i = 0; i < faces.Count; i++)
        {
            var box = faces[i];
            // A box that left the picture has no area and no pixels.
            var small = person is { } largest && box.Area > 0 && box.Area <= MostOfLargest * largest.Area;
            still[i] = small ? !Moves(picture, box, at, motion) : RemainsStill(picture, box, at);
            if (!still[i])
                person ??= box;
        }

        return still;
    }

    /// <summary>Decides whether a face was still while a person's face was larger, and looks exactly the same now.</summary>
    bool RemainsStill(Mat picture, Box box, DateTime at)
    {
        if (
            Find(box) is not { Patch: { } before, Unmoved: >= Unmoved } face
            || face.MovesUntil >= at
            || Difference(before, Patch(picture, face.Where)) >= Moved
        )
            return false;
        face.SeenAt = at;
        return true;
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
        var patch = Patch(picture, face.Where);
        // Also while the candidate moves: a poster then looks the same, unless the camera moved.
        if (face.Patch is { } before && Difference(before, patch) < Moved)
        {
            face.Unmoved++;
            return face.Unmoved < Unmoved || face.MovesUntil >= at;
        }

        // What the camera's own movement changed is no movement of the face.
        if (face.Patch is not null && motion < FaceTrack.MuchMotion)
        {
            if (at - face.ChangedAt <= Together)
                face.MovesUntil = at + Remains;
            face.ChangedAt = at;
        }

        (face.Patch, face.Where) = (Patch(picture, box), box);
        return face.Unmoved < Unmoved || face.MovesUntil >= at;
    }

    /// <summary>The face as small grey cells around a mean of 0, divided by their contrast.</summary>
    static float[] Patch(Mat picture, Box box)
    {
        var (left, top) = ((int)(box.X * picture.Width), (int)(box.Y * picture.Height));
        var region = new Rect(
            left,
            top,
            Math.Clamp((int)(box.Width * picture.Width), 1, picture.Width - left),
            Math.Clamp((int)(box.Height * picture.Height), 1, picture.Height - top)
        );
        using var part = new Mat(picture, region);
        using var small = new Mat();
        using var grey = new Mat();
        Cv2.Resize(part, small, new Size(Side, Side), interpolation: InterpolationFlags.Area);
        Cv2.CvtColor(small, grey, ColorConversionCodes.BGR2GRAY);
        Cv2.MeanStdDev(grey, out var mean, out var deviation);
        grey.GetArray(out byte[] cells);
        var contrast = Math.Max(4, deviation.Val0);
        return Array.ConvertAll(cells, cell => (float)((cell - mean.Val0) / contrast));
    }

    static float Difference(float[] one, float[] other)
    {
        var sum = 0f;
        for (var i = 0; i < one.Length; i++)
            sum += MathF.Abs(one[i] - other[i]);
        return sum / one.Length;
    }

    /// <summary>A small face that was seen.</summary>
    sealed class Known(Box where)
    {
        public Box Where { get; set; } = where;

        public float[]? Patch { get; set; }

        public int Unmoved { get; set; }

        public DateTime SeenAt { get; set; }

        public DateTime ChangedAt { get; set; } = DateTime.MinValue;

        public DateTime MovesUntil { get; set; } = DateTime.MinValue;
    }
}
