using Proctoring.Core.Vision;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>The vectors of the comparison count and add as single cells would.</summary>
public sealed class PictureCellsTests
{
    const float Contrast = 40;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(255)]
    public void A_distance_is_the_mean_of_all_cells(int most)
    {
        var random = new Random(most);
        for (var pair = 0; pair < 50; pair++)
        {
            var (one, other) = Pair(random, () => random.Next(most + 1));

            Assert.Equal(Sum(one, other) / (Contrast * PictureCells.Count), PictureCells.Distance(one, other, Contrast));
        }
    }

    [Fact]
    public void The_largest_distance_does_not_overflow()
    {
        var (black, white) = (new byte[PictureCells.Count], new byte[PictureCells.Count]);
        white.AsSpan().Fill(255);

        Assert.Equal(255 / Contrast, PictureCells.Distance(black, white, Contrast));
        Assert.Equal(255 / Contrast, PictureCells.Distance(white, black, Contrast));
        Assert.False(PictureCells.AreEqual(black, white));
    }

    [Theory]
    [InlineData(12, 0, true)]
    [InlineData(13, 0, false)]
    [InlineData(11, 1, true)]
    [InlineData(12, 1, false)]
    [InlineData(0, 2, false)]
    public void Cells_beyond_noise_are_counted_wherever_they_are(int byTwo, int byThree, bool equal)
    {
        var random = new Random(1);
        for (var pair = 0; pair < 50; pair++)
        {
            // All other cells differ by one level, which is no difference.
            int[] steps =
            [
                .. Enumerable.Repeat(2, byTwo),
                .. Enumerable.Repeat(3, byThree),
                .. Enumerable.Repeat(1, PictureCells.Count - byTwo - byThree),
            ];
            random.Shuffle(steps);
            var next = 0;
            var (one, other) = Pair(random, () => steps[next++]);

            Assert.Equal(equal, PictureCells.AreEqual(one, other));
            Assert.Equal(equal, PictureCells.AreEqual(other, one));
            Assert.True(!equal || PictureCells.MiddlesAreEqual(PictureCells.MiddleOf(one), PictureCells.MiddleOf(other)));
        }
    }

    [Fact]
    public void The_last_cell_and_the_first_count()
    {
        foreach (var cell in new[] { 0, (PictureCells.Count / 2) - 1, PictureCells.Count / 2, PictureCells.Count - 1 })
        {
            var (one, other) = (new byte[PictureCells.Count], new byte[PictureCells.Count]);
            other[cell] = 200;
            Assert.True(PictureCells.AreEqual(one, other));
            Assert.Equal(200 / (Contrast * PictureCells.Count), PictureCells.Distance(one, other, Contrast));
            other[(cell + 1) % PictureCells.Count] = 3;
            Assert.False(PictureCells.AreEqual(one, other));
        }
    }

    [Theory]
    [InlineData(12, 0, true)]
    [InlineData(13, 0, false)]
    [InlineData(11, 1, true)]
    [InlineData(12, 1, false)]
    [InlineData(0, 2, false)]
    public void Middles_that_differ_mean_different_pictures(int byTwo, int byThree, bool equal)
    {
        var (one, other) = (new byte[PictureCells.Count], new byte[PictureCells.Count]);
        for (var i = 0; i < byTwo + byThree; i++)
            other[(PictureCells.Count / 2) + i] = (byte)(i < byTwo ? 2 : 3);

        Assert.Equal(equal, PictureCells.MiddlesAreEqual(PictureCells.MiddleOf(one), PictureCells.MiddleOf(other)));
        Assert.Equal(equal, PictureCells.AreEqual(one, other));
    }

    /// <summary>Two pictures whose cells differ by these steps, up or down.</summary>
    static (byte[] One, byte[] Other) Pair(Random random, Func<int> step)
    {
        var (one, other) = (new byte[PictureCells.Count], new byte[PictureCells.Count]);
        for (var i = 0; i < one.Length; i++)
        {
            var by = step();
            one[i] = (byte)random.Next(256 - by);
            other[i] = (byte)(one[i] + by);
            if (random.Next(2) == 0)
                (one[i], other[i]) = (other[i], one[i]);
        }

        return (one, other);
    }

    static int Sum(byte[] one, byte[] other) => one.Zip(other, (a, b) => Math.Abs(a - b)).Sum();
}
