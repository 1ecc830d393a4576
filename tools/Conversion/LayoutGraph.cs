using Proctoring.Tools.Conversion.OnnxFormat;

namespace Proctoring.Tools.Conversion;

/// <summary>Writes the nodes of a graph for tensors in any order of axes. Inserts a Transpose or a Pad only if necessary.</summary>
internal sealed class LayoutGraph(OnnxGraphBuilder graph)
{
    readonly Dictionary<string, string> written = [];

    public OnnxGraphBuilder Builder => graph;

    /// <summary>Returns the name of the value with its axes in this order, and with its pads.</summary>
    public string As(LayoutTensor tensor, int[] order)
    {
        var name = Padded(tensor);
        long[] permutation = [.. order.Select(axis => (long)Array.IndexOf(tensor.Order, axis))];
        return permutation.Order().SequenceEqual(permutation)
            ? name
            : Once($"{name} as {string.Join(' ', permutation)}", () => graph.Transpose(name, permutation));
    }

    /// <summary>Returns the name of the value with its present axes and its pads.</summary>
    public string Padded(LayoutTensor tensor) =>
        tensor.Pads is not { } pads
            ? tensor.Name
            : Once(
                $"{tensor.Name} pad {pads.Value} {string.Join(' ', pads.Before.Concat(pads.After))}",
                () => graph.Node("Pad", [tensor.Name, graph.Constant([.. pads.Before, .. pads.After]), Scalar(pads.Value)])
            );

    /// <summary>Returns the picture as NCHW for a window that uses a given value for the outside; pads of that value are left to the
    /// window.</summary>
    public (string Name, long[] Pads) ForWindow(LayoutTensor tensor, float outside) =>
        tensor.Pads is { } pads && pads.FitWindow(outside) && tensor.Order.SequenceEqual(LayoutTensor.Nchw)
            ? (tensor.Name, [pads.Before[2], pads.Before[3], pads.After[2], pads.After[3]])
            : (As(tensor, LayoutTensor.Nchw), []);

    /// <summary>Adds a node that treats every value alike.</summary>
    public LayoutTensor Each(
        string operation,
        LayoutTensor tensor,
        IEnumerable<string> more,
        params IEnumerable<AttributeProto> attributes
    ) => tensor with { Name = graph.Node(operation, [Padded(tensor), .. more], attributes), Pads = null };

    /// <summary>Adds a node of two values, the smaller of which is broadcast over the other; at least one is computed.</summary>
    public LayoutTensor Pair(string operation, TfjsValue left, TfjsValue right)
    {
        var lead = left is LayoutTensor a && (right is not LayoutTensor b || a.Shape.Length >= b.Shape.Length) ? a : (LayoutTensor)right;
        var axes = lead.Shape.Length;
        if (
            left.Shape.Length > axes
            || right.Shape.Length > axes
            || (left is LayoutTensor && right is LayoutTensor && left.Shape.Length != right.Shape.Length)
        )
            throw new ConversionException($"A {operation} of {left.Shape.Length} and {right.Shape.Length} axes can't be converted.");

        int[] shape = [.. Widened(left.Shape, axes).Zip(Widened(right.Shape, axes), Math.Max)];
        return new LayoutTensor(graph.Node(operation, [Operand(left), Operand(right)]), shape, lead.Order);

        string Operand(TfjsValue value) =>
            value is LayoutTensor tensor ? As(tensor, lead.Order) : Constant((TfjsConstant)value, lead.Order);
    }

    public LayoutTensor Clip(LayoutTensor tensor, float least, float most) => Each("Clip", tensor, [Scalar(least), Scalar(most)]);

    /// <summary>Concatenates values along an axis of the original.</summary>
    public LayoutTensor Concat(IReadOnlyList<LayoutTensor> tensors, int axis)
    {
        var order = tensors[0].Order;
        var name = graph.Node("Concat", tensors.Select(tensor => As(tensor, order)), OnnxAttribute.Int("axis", Array.IndexOf(order, axis)));
        int[] shape = [.. tensors[0].Shape];
        shape[axis] = tensors.Sum(tensor => tensor.Shape[axis]);
        return new LayoutTensor(name, shape, order);
    }

    /// <summary>Returns the part <c>[from, from + length)</c> along an axis of the original.</summary>
    public LayoutTensor Slice(LayoutTensor tensor, int axis, int from, int length)
    {
        int[] shape = [.. tensor.Shape];
        shape[axis] = length;
        var name = graph.Node(
            "Slice",
            [
                Padded(tensor),
                graph.Constant((long)from),
                graph.Constant((long)from + length),
                graph.Constant((long)Array.IndexOf(tensor.Order, axis)),
            ]
        );
        return new LayoutTensor(name, shape, tensor.Order);
    }

    /// <summary>Returns the same values with other dimensions.</summary>
    public LayoutTensor Reshape(LayoutTensor tensor, int[] shape) =>
        new(
            graph.Node(
                "Reshape",
                [As(tensor, LayoutTensor.Plain(tensor.Shape.Length)), graph.Constant(Array.ConvertAll(shape, size => (long)size))]
            ),
            shape,
            LayoutTensor.Plain(shape.Length)
        );

    string Constant(TfjsConstant constant, int[] order)
    {
        var shape = Widened(constant.Shape, order.Length);
        return graph.Constant(Axes.Permute(constant.Floats(), shape, order), [.. order.Select(axis => (long)shape[axis])]);
    }

    string Scalar(float value) => Once($"scalar {value}", () => graph.Constant([value]));

    string Once(string key, Func<string> write) => written.TryGetValue(key, out var name) ? name : written[key] = write();

    static int[] Widened(int[] shape, int axes) => [.. Enumerable.Repeat(1, Math.Max(0, axes - shape.Length)), .. shape];
}
