using OpenCvSharp;
using Proctoring.Core.Vision.Objects;
using Xunit;

namespace Proctoring.Tests.Vision.Objects;

/// <summary>Tests how NanoDet's cells and bins become boxes.</summary>
public sealed class NanoDetGridTests
{
    static readonly NanoDetGrid Grid = new(416, [8, 16, 32], Bins: 11, Offset: 0.5f);

    [Fact]
    public void A_distance_is_the_mean_of_its_spread()
    {
        Assert.Equal(5, NanoDetGrid.Distance(new float[11]), 1e-5f);
        Assert.Equal(3, NanoDetGrid.Distance([0, 0, 0, 1000, 0, 0, 0, 0, 0, 0, 0]), 1e-5f);
        Assert.Equal(8.5f, NanoDetGrid.Distance([0, 0, 0, 0, 0, 0, 0, 0, 1000, 1000, 0]), 1e-5f);
    }

    [Fact]
    public void A_box_reaches_its_distances_from_the_middle_of_its_cell()
    {
        const int cell = 26 + 2; // second row, third column of cells of 16 pixels
        var (scores, boxes) = (new float[520 * 2], new float[520 * 44]);
        scores[cell * 2 + 1] = 0.5f;
        for (var side = 0; side < 4; side++)
            boxes[cell * 44 + side * 11 + side + 1] = 1000;
        var found = new List<(string, Rect2f, float)>();

        Grid.Decode(scores, boxes, 16, ["nothing", "thing"], (name, box, score) => found.Add((name, box, score)));

        var (name, box, score) = Assert.Single(found);
        Assert.Equal(("thing", 0.5f), (name, score));
        Assert.Equal(new Rect2f(40 - 16, 24 - 32, 4 * 16, 6 * 16), box);
    }
}
