using Proctoring.Tools.Conversion.OnnxFormat;

namespace Proctoring.Tools.Conversion;

/// <summary>The window of a convolution or a pooling over a picture in TensorFlow's terms: either inside the picture (VALID), or padded so
/// that a stride of 1 preserves the size (SAME, with the odd pixel below and to the right).</summary>
internal sealed record Window((int Y, int X) Size, (int Y, int X) Stride, (int Y, int X) Dilation, bool Same)
{
    /// <summary>Returns the output size for a picture of this size.</summary>
    public (int Y, int X) Reach((int Y, int X) from) =>
        (Reach(from.Y, Size.Y, Stride.Y, Dilation.Y), Reach(from.X, Size.X, Stride.X, Dilation.X));

    /// <summary>Returns kernel, strides and pads in ONNX's terms.</summary>
    /// <param name="from">The height and width of the input.</param>
    /// <param name="to">The height and width of the output.</param>
    /// <param name="more">Additional padding: above, left, below, right.</param>
    public IEnumerable<AttributeProto> Attributes((int Y, int X) from, (int Y, int X) to, params ReadOnlySpan<long> more)
    {
        var y = Same ? Math.Max(0, (to.Y - 1) * Stride.Y + (Size.Y - 1) * Dilation.Y + 1 - from.Y) : 0;
        var x = Same ? Math.Max(0, (to.X - 1) * Stride.X + (Size.X - 1) * Dilation.X + 1 - from.X) : 0;
        long[] pads = [y / 2, x / 2, y - y / 2, x - x / 2];
        for (var i = 0; i < more.Length; i++)
            pads[i] += more[i];
        return
        [
            OnnxAttribute.Ints("kernel_shape", Size.Y, Size.X),
            OnnxAttribute.Ints("strides", Stride.Y, Stride.X),
            OnnxAttribute.Ints("pads", pads),
        ];
    }

    int Reach(int from, int size, int stride, int dilation) =>
        Same ? (from + stride - 1) / stride : (from - (size - 1) * dilation - 1) / stride + 1;
}
