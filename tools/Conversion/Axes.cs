namespace Proctoring.Tools.Conversion;

/// <summary>Reorders the axes of a constant.</summary>
internal static class Axes
{
    /// <summary>Returns the same values with axis <c>order[i]</c> of the old shape as axis i of the new one.</summary>
    public static float[] Permute(ReadOnlySpan<float> values, ReadOnlySpan<int> shape, params ReadOnlySpan<int> order)
    {
        var permuted = new float[values.Length];
        Span<int> at = stackalloc int[shape.Length];
        at.Clear();
        foreach (ref var value in permuted.AsSpan())
        {
            var index = 0;
            for (var axis = 0; axis < shape.Length; axis++)
                index = index * shape[axis] + at[order.IndexOf(axis)];
            value = values[index];

            for (var axis = shape.Length - 1; axis >= 0 && ++at[axis] == shape[order[axis]]; axis--)
                at[axis] = 0;
        }

        return permuted;
    }
}
