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
        var (left, top) = ((int)(box.X * Width), (int)(box.Y * Height));
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

        return all == 0 ? 0 : (float)visible / all;
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
        var (any, visible) = (0, 0);
        for (var i = 0; i < cells.Length; i++)
        {
            var step = Math.Abs(cells[i] - last[i]);
            if (step > 0)
                any++;
            changed[i] = step > Visible;
            if (step > Visible)
                visible++;
        }

        Motion = (float)visible / cells.Length;
        return (float)any / cells.Length;
    }
}
