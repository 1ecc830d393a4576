using OpenCvSharp;

namespace Proctoring.Core.Vision.Heads;

/// <summary>A reading of an eye and the grey cells that it was read from. While an eye looks the same, the reading need not be
/// repeated.</summary>
/// <param name="Reading">The state of the eye.</param>
/// <param name="Cells">Its cells, as <see cref="CellsOf"/> returns them.</param>
internal sealed record EyeView(EyeReading Reading, byte[] Cells)
{
    /// <summary>The cells of one side of the network's square, which is 2.3 eyes wide.</summary>
    const int Side = 32;

    // The part of the square that shows the eye between its corners, in cells.
    const int Left = 8;
    const int Width = 16;
    const int Top = 9;
    const int Height = 14;

    /// <summary>The least difference, as a share of the eye's contrast, of an eye that may have moved. Of 231 readings that were
    /// reused below it, the gaze of both eyes differed by at most 0.08 from a new reading, and none hid a blink
    /// (docs/decisions/0114-same-eye.md). A rule flags 0.20.</summary>
    const float Moved = 0.5f;

    /// <summary>The least contrast in levels of grey. In a darker eye noise would be a large share.</summary>
    const float LeastContrast = 8;

    /// <summary>Reduces the network's square to grey cells around a mean of 128, so that a change of brightness is no other eye.</summary>
    /// <param name="eye">8 bits, BGR, the square around the eye.</param>
    public static byte[] CellsOf(Mat eye)
    {
        using var grey = new Mat();
        using var small = new Mat();
        Cv2.CvtColor(eye, grey, ColorConversionCodes.BGR2GRAY);
        Cv2.Resize(grey, small, new Size(Side, Side), interpolation: InterpolationFlags.Area);
        small.GetArray(out byte[] cells);
        var sum = 0;
        foreach (var cell in cells)
            sum += cell;
        var shift = 128 - (sum / cells.Length);
        for (var i = 0; i < cells.Length; i++)
            cells[i] = (byte)Math.Clamp(cells[i] + shift, 0, 255);
        return cells;
    }

    /// <summary>Decides whether an eye still looks as it did when it was read.</summary>
    /// <param name="cells">Its cells now.</param>
    public bool Shows(ReadOnlySpan<byte> cells)
    {
        var most = 4 * Moved * Math.Max(LeastContrast, Contrast());
        for (var y = Top; y < Top + Height; y += 2)
        {
            for (var x = Left; x < Left + Width; x += 2)
            {
                // Four cells together, because noise differs between them and an iris or a lid does not.
                var at = (y * Side) + x;
                if (Math.Abs(Four(Cells, at) - Four(cells, at)) >= most)
                    return false;
            }
        }

        return true;
    }

    static int Four(ReadOnlySpan<byte> cells, int at) => cells[at] + cells[at + 1] + cells[at + Side] + cells[at + Side + 1];

    /// <summary>The standard deviation of the eye's cells.</summary>
    float Contrast()
    {
        var (sum, squares) = (0, 0);
        for (var y = Top; y < Top + Height; y++)
        {
            foreach (var cell in Cells.AsSpan((y * Side) + Left, Width))
            {
                sum += cell;
                squares += cell * cell;
            }
        }

        var mean = (float)sum / (Width * Height);
        return MathF.Sqrt(Math.Max(0, ((float)squares / (Width * Height)) - (mean * mean)));
    }
}
