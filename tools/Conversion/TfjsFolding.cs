namespace Proctoring.Tools.Conversion;

/// <summary>Evaluates at conversion the nodes of a TensorFlow.js graph whose inputs are constants; most of them compute shapes.</summary>
internal static class TfjsFolding
{
    /// <summary>Returns the result of a node whose inputs are all constants; null if the operator does not deal with shapes.</summary>
    public static TfjsConstant? Fold(TfjsNode node, IReadOnlyList<TfjsConstant> inputs) =>
        node.Op switch
        {
            "Identity" => inputs[0],
            "Add" or "AddV2" => Pair(inputs, (a, b) => a + b),
            "Sub" => Pair(inputs, (a, b) => a - b),
            "Mul" => Pair(inputs, (a, b) => a * b),
            "Pack" => new TfjsConstant([inputs.Count, .. inputs[0].Shape], [.. inputs.SelectMany(input => input.Values)]),
            "StridedSlice" => Slice(node, inputs),
            "SparseToDense" => Dense(inputs),
            _ => null,
        };

    /// <summary>Returns the dimensions of a Reshape, with the -1 replaced.</summary>
    public static int[] Filled(int[] shape, int[] from)
    {
        var known = shape.Where(size => size >= 0).Aggregate(1, (product, size) => product * size);
        var all = from.Aggregate(1, (product, size) => product * size);
        return Array.ConvertAll(shape, size => size < 0 ? all / Math.Max(1, known) : size);
    }

    /// <summary>Returns the dimensions after a Squeeze.</summary>
    public static int[] Squeezed(TfjsNode node, int[] shape)
    {
        var axes = node.Attributes.Ints("squeeze_dims").Select(axis => axis < 0 ? axis + shape.Length : axis).ToHashSet();
        return [.. shape.Where((size, axis) => axes.Count > 0 ? !axes.Contains(axis) : size != 1)];
    }

    static TfjsConstant? Pair(IReadOnlyList<TfjsConstant> inputs, Func<double, double, double> result)
    {
        var (left, right) = (inputs[0], inputs[1]);
        var larger = left.Values.Length >= right.Values.Length ? left : right;
        return left.Shape.SequenceEqual(right.Shape) || left.Values.Length == 1 || right.Values.Length == 1
            ? new TfjsConstant(larger.Shape, [.. larger.Values.Select((_, i) => result(At(left, i), At(right, i)))])
            : null;

        static double At(TfjsConstant constant, int index) => constant.Values[constant.Values.Length == 1 ? 0 : index];
    }

    static TfjsConstant? Slice(TfjsNode node, IReadOnlyList<TfjsConstant> inputs)
    {
        var (list, first, last, step) = (inputs[0], inputs[1].Int(), inputs[2].Int(), inputs[3].Int());
        if (list.Shape.Length != 1 || step < 1 || node.Attributes.Int("new_axis_mask") + node.Attributes.Int("ellipsis_mask") != 0)
            return null;

        var length = list.Shape[0];
        first = node.Attributes.Int("begin_mask") != 0 ? 0 : Within(first);
        if (node.Attributes.Int("shrink_axis_mask") != 0)
            return new TfjsConstant([], [list.Values[first]]);

        last = node.Attributes.Int("end_mask") != 0 ? length : Within(last);
        double[] values = [.. list.Values.Take(first..Math.Max(first, last)).Where((_, i) => i % step == 0)];
        return new TfjsConstant([values.Length], values);

        int Within(int index) => Math.Clamp(index < 0 ? index + length : index, 0, length);
    }

    static TfjsConstant? Dense(IReadOnlyList<TfjsConstant> inputs)
    {
        if (inputs[1].Values is not [var length])
            return null;

        var values = Enumerable.Repeat(inputs[3].Values[0], (int)length).ToArray();
        foreach (var (index, at) in inputs[0].Ints().Index())
            values[at] = inputs[2].Values[inputs[2].Values.Length == 1 ? 0 : index];
        return new TfjsConstant([values.Length], values);
    }
}
