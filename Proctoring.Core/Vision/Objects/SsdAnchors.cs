namespace Proctoring.Core.Vision.Objects;

/// <summary>An anchor box as fractions of the picture.</summary>
internal readonly record struct Anchor(float X, float Y, float Width, float Height);

/// <summary>The anchor boxes of an SSD, to which its outputs are relative.</summary>
internal static class SsdAnchors
{
    // TensorFlow's ssd_anchor_generator with the values of ssdlite_mobilenet_v2_coco: six maps, scales from 0.2 to 0.95, five shapes.
    static readonly int[] Maps = [19, 10, 5, 3, 2, 1];
    static readonly float[] Scales = [0.2f, 0.35f, 0.5f, 0.65f, 0.8f, 0.95f, 1];
    static readonly float[] Ratios = [1, 2, 1 / 2f, 3, 1 / 3f];

    // reduce_boxes_in_lowest_layer
    static readonly (float Scale, float Ratio)[] Lowest = [(0.1f, 1), (0.2f, 2), (0.2f, 1 / 2f)];

    /// <summary>All anchors in the order of the network's outputs: map by map, row by row, cell by cell.</summary>
    public static readonly Anchor[] All = [.. Maps.Index().SelectMany(map => Of(map.Item, ShapesOf(map.Index)))];

    static (float Scale, float Ratio)[] ShapesOf(int map) =>
        map == 0 ? Lowest : [.. Ratios.Select(ratio => (Scales[map], ratio)), (MathF.Sqrt(Scales[map] * Scales[map + 1]), 1)];

    static IEnumerable<Anchor> Of(int cells, (float Scale, float Ratio)[] shapes) =>
        from y in Enumerable.Range(0, cells)
        from x in Enumerable.Range(0, cells)
        from shape in shapes
        let root = MathF.Sqrt(shape.Ratio)
        select new Anchor((x + 0.5f) / cells, (y + 0.5f) / cells, shape.Scale * root, shape.Scale / root);
}
