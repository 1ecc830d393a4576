using System.Runtime.InteropServices;

namespace Proctoring.Tools.Conversion;

/// <summary>
/// Gives the constants of a TensorFlow Lite graph as 32-bit floats, also those kept as 16-bit floats behind a Dequantize.
/// </summary>
internal sealed class TfliteConstants(TfliteModel model)
{
    readonly Dictionary<int, int> dequantized = model
        .Operators.Where(op => op.Op == TfliteOp.Dequantize && model.Tensors[op.Inputs[0]].IsConstant)
        .ToDictionary(op => op.Outputs[0], op => op.Inputs[0]);

    public bool Has(int tensor) => tensor >= 0 && (model.Tensors[tensor].IsConstant || dequantized.ContainsKey(tensor));

    /// <summary>The values in the file's order.</summary>
    /// <exception cref="ConversionException">The tensor is computed, or of another type.</exception>
    public float[] Floats(int tensor)
    {
        var kept = model.Tensors[dequantized.GetValueOrDefault(tensor, tensor)];
        return kept switch
        {
            { IsConstant: true, Type: TfliteType.Float32 } => MemoryMarshal.Cast<byte, float>(kept.Data.Span).ToArray(),
            { IsConstant: true, Type: TfliteType.Float16 } =>
            [
                .. MemoryMarshal.Cast<byte, Half>(kept.Data.Span).ToArray().Select(half => (float)half),
            ],
            _ => throw new ConversionException($"The tensor {kept.Name} should be a constant of floats, but is {Describe(kept)}."),
        };
    }

    /// <summary>The values of a constant of 32-bit integers.</summary>
    /// <exception cref="ConversionException">The tensor is computed, or of another type.</exception>
    public int[] Ints(int tensor)
    {
        var kept = model.Tensors[tensor];
        return kept is { IsConstant: true, Type: TfliteType.Int32 }
            ? MemoryMarshal.Cast<byte, int>(kept.Data.Span).ToArray()
            : throw new ConversionException($"The tensor {kept.Name} should be a constant of integers, but is {Describe(kept)}.");
    }

    static string Describe(TfliteTensor tensor) => tensor.IsConstant ? $"of type {tensor.Type}" : "computed";
}
