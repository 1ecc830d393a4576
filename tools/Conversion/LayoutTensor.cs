namespace Proctoring.Tools.Conversion;

/// <summary>A tensor of a converted graph whose axes may be in another order than the original's, so that reordering costs nothing until it
/// is needed.</summary>
/// <param name="Name">The value's name in the converted graph.</param>
/// <param name="Shape">Its dimensions in the original's order, with <paramref name="Pads"/>.</param>
/// <param name="Order">For each axis of the value, the number of its axis in the original.</param>
/// <param name="Pads">The pending border around the value; null for none.</param>
internal sealed record LayoutTensor(string Name, int[] Shape, int[] Order, LayoutPads? Pads = null) : TfjsValue(Shape)
{
    /// <summary>The order of an NCHW value that represents an NHWC picture.</summary>
    public static readonly int[] Nchw = [0, 3, 1, 2];

    /// <summary>The original's own order.</summary>
    public static int[] Plain(int axes) => [.. Enumerable.Range(0, axes)];

    /// <summary>The height and width of an NHWC picture.</summary>
    public (int Y, int X) Size => (Shape[1], Shape[2]);

    /// <summary>The same values after a Transpose of the original: only the names of the axes change.</summary>
    public LayoutTensor Transpose(int[] order) =>
        this with
        {
            Shape = [.. order.Select(axis => Shape[axis])],
            Order = [.. Order.Select(axis => Array.IndexOf(order, axis))],
        };
}

/// <summary>A pending border around a value; most borders become part of the convolution or pooling behind it.</summary>
/// <param name="Value">The value of the border.</param>
/// <param name="Before">The border before each axis of the value.</param>
/// <param name="After">The border behind each axis.</param>
internal sealed record LayoutPads(float Value, int[] Before, int[] After)
{
    /// <summary>Returns whether a window over the last two axes of NCHW that uses <paramref name="outside"/> for the outside can apply this
    /// border by itself.</summary>
    public bool FitWindow(float outside) => Value.Equals(outside) && Before is [0, 0, _, _] && After is [0, 0, _, _];
}
