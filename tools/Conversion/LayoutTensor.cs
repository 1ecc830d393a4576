namespace Proctoring.Tools.Conversion;

/// <summary>
/// A tensor of a converted graph whose axes may lie in another order than the original's, so that reordering costs nothing until it must.
/// </summary>
/// <param name="Name">The value's name in the converted graph.</param>
/// <param name="Shape">Its dimensions in the original's order, with <paramref name="Pads"/>.</param>
/// <param name="Order">For each axis of the value, which axis of the original it is.</param>
/// <param name="Pads">What is still to be put around the value; null: nothing.</param>
internal sealed record LayoutTensor(string Name, int[] Shape, int[] Order, LayoutPads? Pads = null) : TfjsValue(Shape)
{
    /// <summary>The order of a value NCHW that stands for a picture NHWC.</summary>
    public static readonly int[] Nchw = [0, 3, 1, 2];

    /// <summary>The original's own order.</summary>
    public static int[] Plain(int axes) => [.. Enumerable.Range(0, axes)];

    /// <summary>Height and width of a picture NHWC.</summary>
    public (int Y, int X) Size => (Shape[1], Shape[2]);

    /// <summary>The same values after a Transpose of the original: only the names of the axes change.</summary>
    public LayoutTensor Transpose(int[] order) =>
        this with
        {
            Shape = [.. order.Select(axis => Shape[axis])],
            Order = [.. Order.Select(axis => Array.IndexOf(order, axis))],
        };
}

/// <summary>A border to be put around a value; most of them end up in the convolution or pooling behind it.</summary>
/// <param name="Value">What to fill it with.</param>
/// <param name="Before">How much before each axis of the value.</param>
/// <param name="After">How much behind it.</param>
internal sealed record LayoutPads(float Value, int[] Before, int[] After)
{
    /// <summary>
    /// Whether a window over the last two axes of NCHW that takes what lies outside as <paramref name="outside"/> can do this by itself.
    /// </summary>
    public bool FitWindow(float outside) => Value.Equals(outside) && Before is [0, 0, _, _] && After is [0, 0, _, _];
}
