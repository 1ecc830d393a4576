using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision;

/// <summary>Remembers a session's last frame as small grey cells and measures how much the next one differs. Not thread-safe.</summary>
internal sealed class PictureMemory
{
    /// <summary>Camera noise and JPEG rounding stay below this step of grey.</summary>
    const int Visible = 12;

    /// <summary>A scene of which this share changed may show a new object or person. Gestures rarely reach it.</summary>
    public const float NewScene = 0.3f;

    /// <summary>A face in which this share of the cells changed at once may be another person's. Talking heads stay below
    /// (docs/decisions/0030-identity-zones.md).</summary>
    public const float NewFace = 0.75f;

    /// <summary>The least share of the picture that <see cref="MotionAround"/> refers to.</summary>
    const float LeastAround = 0.25f;

    const int Width = 64;
    const int Height = 48;

    bool[] changed = [];
    byte[]? before;

    /// <summary>The grey cells of the last frame, 64 × 48; null before the first.</summary>
    public byte[]? Cells => before;

    /// <summary>The share of cells that changed visibly between the last two frames, 0–1; 1 before there were two.</summary>
    public float Motion { get; private set; } = 1;

    /// <summary>The share of the cells in a box that changed visibly between the last two frames, 0–1.</summary>
    public float MotionIn(Box box)
    {
        if (changed.Length != Width * Height)
            return 0;
        var (visible, all) = Changed(box);
        return all == 0 ? 0 : (float)visible / all;
    }

    /// <summary>
    /// The share of the cells around a person that changed visibly between the last two frames, 0–1; 1 before there were two. The person
    /// reaches from half a face above the face to the bottom of the picture and is three faces wide, so that gestures do not count.
    /// </summary>
    /// <param name="face">The person's face.</param>
    public float MotionAround(Box face)
    {
        if (changed.Length != Width * Height)
            return Motion;
        var person = new Box(face.X - face.Width, face.Y - (face.Height / 2), 3 * face.Width, 2);
        var (inside, cells) = Changed(person);
        // Of a few cells beside a near face, noise would be a large share.
        return ((Motion * changed.Length) - inside) / Math.Max(changed.Length - cells, changed.Length * LeastAround);
    }

    /// <summary>Counts the cells of a box that changed visibly, and all its cells.</summary>
    (int Visible, int All) Changed(Box box)
    {
        var (left, top) = (Math.Max(0, (int)(box.X * Width)), Math.Max(0, (int)(box.Y * Height)));
        var (right, bottom) = (Math.Min(Width, (int)((box.X + box.Width) * Width)), Math.Min(Height, (int)((box.Y + box.Height) * Height)));
        var (visible, all) = (0, 0);
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                visible += changed[(y * Width) + x] ? 1 : 0;
                all++;
            }
        }

        return (visible, all);
    }

    /// <summary>Records the cells of a frame.</summary>
    /// <returns>The share of them that differ at all from the frame before; null for the first frame.</returns>
    public float? Saw(byte[] cells)
    {
        var last = before;
        before = cells;
        if (last is null || last.Length != cells.Length)
            return null;
        if (changed.Length != cells.Length)
            changed = new bool[cells.Length];
        var exposure = ChangeOfExposure(cells, last);
        var (any, visible) = (0, 0);
        for (var i = 0; i < cells.Length; i++)
        {
            var step = cells[i] - last[i];
            if (step != 0)
                any++;
            // A cell that became as much brighter or darker as the whole picture shows the same thing.
            changed[i] = Math.Abs(step) > Visible && Math.Abs(step - exposure) > Visible;
            if (changed[i])
                visible++;
        }

        Motion = (float)visible / cells.Length;
        return (float)any / cells.Length;
    }

    /// <summary>The mean change of all cells.</summary>
    static int ChangeOfExposure(byte[] cells, byte[] last)
    {
        var sum = 0;
        for (var i = 0; i < cells.Length; i++)
            sum += cells[i] - last[i];
        return sum / cells.Length;
    }
}
