namespace Proctoring.Core.Vision;

/// <summary>Remembers a session's last frame as small grey cells and measures how much the next one differs. Not thread-safe.</summary>
internal sealed class PictureMemory
{
    /// <summary>Camera noise and JPEG rounding stay below this step of grey.</summary>
    const int Visible = 12;

    /// <summary>A scene of which this share changed may show a new object or person. Gestures rarely reach it.</summary>
    public const float NewScene = 0.3f;

    byte[]? before;

    /// <summary>The grey cells of the last frame, 64 × 48; null before the first.</summary>
    public byte[]? Cells => before;

    /// <summary>The share of cells that changed visibly between the last two frames, 0–1; 1 before there were two.</summary>
    public float Motion { get; private set; } = 1;

    /// <summary>Records the cells of a frame.</summary>
    /// <returns>The share of them that differ at all from the frame before; null for the first frame.</returns>
    public float? Saw(byte[] cells)
    {
        var last = before;
        before = cells;
        if (last is null || last.Length != cells.Length)
            return null;
        var (any, visible) = (0, 0);
        for (var i = 0; i < cells.Length; i++)
        {
            var step = Math.Abs(cells[i] - last[i]);
            if (step > 0)
                any++;
            if (step > Visible)
                visible++;
        }

        Motion = (float)visible / cells.Length;
        return (float)any / cells.Length;
    }
}
