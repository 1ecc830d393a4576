using System.Numerics;

namespace Proctoring.Core.Vision;

/// <summary>
/// Compares pictures as 32 × 24 grey cells. Each cell is the mean of 400 pixels at 640 × 480, so noise nearly disappears.
/// </summary>
internal static class PictureCells
{
    const int Width = 32;
    const int Height = 24;

    /// <summary>The number of cells.</summary>
    public const int Count = Width * Height;

    const int Middle = Count / 2;

    /// <summary>With pixel noise of 8 levels, at most 16 cells of the same picture differ by more than one level, and usually 6.</summary>
    const int MostByNoise = 12;

    /// <summary>And none by more than two levels.</summary>
    const int MostByMoreThanNoise = 1;

    /// <summary>Reduces 64 × 48 cells to 32 × 24 around a mean of 128, so that a change of brightness alone is no other picture.</summary>
    public static void Shrink(ReadOnlySpan<byte> cells, Span<byte> small)
    {
        var sum = 0;
        foreach (var cell in cells)
            sum += cell;
        var shift = 128f - ((float)sum / cells.Length);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var place = (4 * Width * y) + (2 * x);
                var four = cells[place] + cells[place + 1] + cells[place + (2 * Width)] + cells[place + (2 * Width) + 1];
                small[(y * Width) + x] = (byte)Math.Clamp((four / 4f) + shift + 0.5f, 0, 255);
            }
        }
    }

    /// <summary>Returns whether two pictures differ by no more than noise, rounding and JPEG.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var (byNoise, byMore) = (0, 0);
        var (level, levels) = (Vector<byte>.One, new Vector<byte>(2));
        for (var i = 0; i < Count; i += Vector<byte>.Count)
        {
            // The middle shows the person, who differs in most pictures; the background above often does not.
            var at = i < Middle ? i + Middle : i - Middle;
            var difference = Differences(one[at..], other[at..]);
            var beyond = Vector.GreaterThan(difference, level);
            if (beyond == Vector<byte>.Zero)
                continue;
            byNoise += Vector.Sum(beyond & Vector<byte>.One);
            byMore += Vector.Sum(Vector.GreaterThan(difference, levels) & Vector<byte>.One);
            if (byNoise > MostByNoise || byMore > MostByMoreThanNoise)
                return false;
        }

        return true;
    }

    /// <summary>Returns the mean difference between two pictures as a share of their contrast. Between the pictures of people who sit and
    /// look into the camera it reaches 0.15 within 15 s; if only the body sways by two pixels, it stays below 0.1.</summary>
    /// <param name="one">The cells of a picture.</param>
    /// <param name="other">The cells of the other.</param>
    /// <param name="contrast">The standard deviation of the luminance.</param>
    public static float Distance(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, float contrast)
    {
        var sum = 0;
        for (var at = 0; at < Count; at += Vector<byte>.Count)
        {
            Vector.Widen(Differences(one[at..], other[at..]), out var low, out var high);
            sum += Vector.Sum(low + high);
        }

        return sum / (contrast * Count);
    }

    static Vector<byte> Differences(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var (a, b) = (new Vector<byte>(one), new Vector<byte>(other));
        return Vector.Max(a, b) - Vector.Min(a, b);
    }
}
