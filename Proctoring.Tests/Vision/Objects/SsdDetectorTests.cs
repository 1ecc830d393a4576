using OpenCvSharp;
using Proctoring.Core.Vision.Objects;
using Xunit;

namespace Proctoring.Tests.Vision.Objects;

/// <summary>Tests the SSD's anchors, and how its outputs become boxes.</summary>
public sealed class SsdDetectorTests
{
    const int Anchors = 1917;

    [Fact]
    public void There_is_an_anchor_for_each_of_the_networks_boxes()
    {
        Assert.Equal(Anchors, SsdAnchors.All.Length);
        Assert.Equal(new Anchor(0.5f / 19, 0.5f / 19, 0.1f, 0.1f), SsdAnchors.All[0]);
        // Twice as wide as high, of the same area as a square of 0.2.
        Assert.Equal(0.2f * 0.2f, SsdAnchors.All[1].Width * SsdAnchors.All[1].Height, 1e-6f);
        Assert.Equal(2, SsdAnchors.All[1].Width / SsdAnchors.All[1].Height, 1e-5f);
        // The last cell is the whole picture; its last shape lies between the last two scales.
        Assert.Equal(0.5f, SsdAnchors.All[^1].X);
        Assert.Equal(MathF.Sqrt(0.95f), SsdAnchors.All[^1].Width, 1e-6f);
    }

    [Fact]
    public void Boxes_are_relative_to_their_anchor_and_scores_decide_the_class()
    {
        var (boxes, scores) = (new float[Anchors * 4], new float[Anchors * ObjectClasses.All.Count]);
        var last = Anchors - 6;
        // Half an anchor to the right, and e times as high.
        (boxes[4 * last + 1], boxes[4 * last + 2]) = (5, 5);
        scores[last * ObjectClasses.All.Count + 6] = 0.75f;

        var found = Assert.Single(SsdDetector.Decode(boxes, scores, ObjectClasses.All, new Size(1000, 500)));

        Assert.Equal((ObjectClasses.Phone, 0.75f), (found.Class, found.Score));
        Assert.Equal(975 - 475, found.Box.Left, 0.1f);
        // The part beyond the edge is cut off.
        Assert.Equal((1000f, 0f, 500f), (found.Box.Right, found.Box.Top, found.Box.Bottom));
    }

    [Fact]
    public void The_best_of_overlapping_boxes_of_a_class_stays()
    {
        var (boxes, scores) = (new float[Anchors * 4], new float[Anchors * ObjectClasses.All.Count]);
        scores[0] = 0.3f;
        // The same place and shape a fifth of an anchor to the right.
        boxes[5] = 2;
        (scores[ObjectClasses.All.Count], scores[ObjectClasses.All.Count * 3]) = (0.04f, 0.6f);
        boxes[13] = -9;

        var found = SsdDetector.Decode(boxes, scores, ObjectClasses.All, new Size(1900, 1900));

        Assert.Equal(0.6f, Assert.Single(found).Score);
    }
}
