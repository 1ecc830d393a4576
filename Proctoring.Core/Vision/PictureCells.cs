using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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

    /// <summary>The number of cells that <see cref="MiddleOf"/> returns.</summary>
    public const int MiddleCount = Width;

    /// <summary>The first vector of the lower half.</summary>
    static readonly int Middle = Count / Vector256<byte>.Count / 2;

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

    /// <summary>Returns the row of cells in the middle. It shows the person, who differs in most pictures; the background above often
    /// does not.</summary>
    public static ReadOnlySpan<byte> MiddleOf(ReadOnlySpan<byte> cells) => cells.Slice(Count / 2, MiddleCount);

    /// <summary>Returns whether two pictures can be equal, by their middles. If not, <see cref="AreEqual"/> is false.</summary>
    public static bool MiddlesAreEqual(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var difference = Differences(Vector256.Create(one), Vector256.Create(other));
        return CountAbove(difference, 1) <= MostByNoise && CountAbove(difference, 2) <= MostByMoreThanNoise;
    }

    /// <summary>Returns whether two pictures differ by no more than noise, rounding and JPEG.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var a = Vectors(one);
        var b = Vectors(other);
        var (byNoise, byMore) = (0, 0);
        for (var i = 0; i < a.Length; i++)
        {
            var at = i < Middle ? i + Middle : i - Middle;
            var difference = Differences(a[at], b[at]);
            byNoise += CountAbove(difference, 1);
            byMore += CountAbove(difference, 2);
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
        var a = Vectors(one);
        var b = Vectors(other);
        // Each of these sums gets two differences of each vector, which fits into 16 bits.
        var sums = Vector256<ushort>.Zero;
        for (var i = 0; i < a.Length; i++)
        {
            var (low, high) = Vector256.Widen(Differences(a[i], b[i]));
            sums += low + high;
        }

        var (lower, upper) = Vector256.Widen(sums);
        return Vector256.Sum(lower + upper) / (contrast * Count);
    }

    static ReadOnlySpan<Vector256<byte>> Vectors(ReadOnlySpan<byte> cells) => MemoryMarshal.Cast<byte, Vector256<byte>>(cells[..Count]);

    static Vector256<byte> Differences(Vector256<byte> one, Vector256<byte> other) =>
        Vector256.Max(one, other) - Vector256.Min(one, other);

    static int CountAbove(Vector256<byte> values, byte limit) =>
        BitOperations.PopCount(Vector256.GreaterThan(values, Vector256.Create(limit)).ExtractMostSignificantBits());
}
