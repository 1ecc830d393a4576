using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Tools.Conversion;

/// <summary>Removes the columns of a constant that <see cref="TfjsPruning"/> does not list.</summary>
internal static class Pruning
{
    public static bool Concerns(this TfjsPruning pruning, string name) =>
        pruning.Constants.Any(end => name.EndsWith(end, StringComparison.Ordinal));

    public static TfjsConstant Apply(this TfjsPruning pruning, string name, TfjsConstant constant)
    {
        var every = pruning.Every;
        if (constant.Shape is not [.. var leading, var columns] || columns % every != 0)
            throw new ConversionException($"The columns of the constant {name} are not groups of {every}.");

        int[] columnsLeft =
        [
            .. Enumerable.Range(0, columns / every).SelectMany(group => pruning.Keep.Select(column => group * every + column)),
        ];
        var rows = constant.Values.Length / columns;
        return new TfjsConstant(
            [.. leading, columnsLeft.Length],
            [.. Enumerable.Range(0, rows).SelectMany(row => columnsLeft.Select(column => constant.Values[row * columns + column]))]
        );
    }
}
