using System.Runtime.InteropServices;

namespace Proctoring.Tools.Conversion;

/// <summary>Returns the constants of a TensorFlow Lite graph as 32-bit floats, including those stored as 16-bit floats behind a
/// Dequantize.</summary>
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
        var stored = model.Tensors[dequantized.GetValueOrDefault(tensor, tensor)];
        return stored switch
        {
            { IsConstant: true, Type: TfliteType.Float32 } => MemoryMarshal.Cast<byte, float>(stored.Data.Span).ToArray(),
            { IsConstant: true, Type: TfliteType.Float16 } =>
            [
                .. MemoryMarshal.Cast<byte, Half>(stored.Data.Span).ToArray().Select(half => (float)half),
            ],
            _ => throw new ConversionException($"The tensor {stored.Name} should be a constant of floats, but is {Describe(stored)}."),
        };
    }

    /// <summary>The values of a constant of 32-bit integers.</summary>
    /// <exception cref="ConversionException">The tensor is computed, or of another type.</exception>
    public int[] Ints(int tensor)
    {
        var stored = model.Tensors[tensor];
        return stored is { IsConstant: true, Type: TfliteType.Int32 }
            ? MemoryMarshal.Cast<byte, int>(stored.Data.Span).ToArray()
            : throw new ConversionException($"The tensor {stored.Name} should be a constant of integers, but is {Describe(stored)}.");
    }

    static string Describe(TfliteTensor tensor) => tensor.IsConstant ? $"of type {tensor.Type}" : "computed";
}
