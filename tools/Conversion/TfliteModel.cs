using Google.FlatBuffers;

namespace Proctoring.Tools.Conversion;

/// <summary>The operators of TensorFlow Lite that the converter knows, by their number in the file format.</summary>
internal enum TfliteOp
{
    Add = 0,
    Conv2D = 3,
    DepthwiseConv2D = 4,
    Dequantize = 6,
    MaxPool2D = 17,
    Mul = 18,
    Relu = 19,
    Reshape = 22,
    Pad = 34,
    Sub = 41,
    Prelu = 54,
    Abs = 101,
}

/// <summary>The element types of a TensorFlow Lite tensor that the converter knows, by their number in the file format.</summary>
internal enum TfliteType
{
    Float32 = 0,
    Float16 = 1,
    Int32 = 2,
}

/// <summary>The activation that an operator applies to its own result, by its number in the file format.</summary>
internal enum TfliteActivation
{
    None = 0,
    Relu = 1,
}

/// <summary>One tensor of a TensorFlow Lite graph; <paramref name="Data"/> is empty for a tensor that is computed.</summary>
internal sealed record TfliteTensor(int Index, string Name, int[] Shape, TfliteType Type, ReadOnlyMemory<byte> Data)
{
    public bool IsConstant => !Data.IsEmpty;
}

/// <summary>One operator with its input and output tensors (-1: an omitted optional input) and its options, read slot by slot.</summary>
internal sealed record TfliteOperator(int Code, int[] Inputs, int[] Outputs, TfliteOptions Options)
{
    public TfliteOp Op => (TfliteOp)Code;
}

/// <summary>The options of one operator; an omitted slot has its default.</summary>
internal readonly struct TfliteOptions(Table? table)
{
    public int Int(int slot, int orElse = 0) => Field(slot, out var at) ? table!.Value.bb.GetInt(at) : orElse;

    public int Byte(int slot, int orElse = 0) => Field(slot, out var at) ? table!.Value.bb.GetSbyte(at) : orElse;

    bool Field(int slot, out int position)
    {
        var offset = table?.__offset(4 + 2 * slot) ?? 0;
        position = offset == 0 ? 0 : table!.Value.bb_pos + offset;
        return offset != 0;
    }
}

/// <summary>The first graph of a TensorFlow Lite file: tensors, operators in order of execution, inputs and outputs.</summary>
internal sealed record TfliteModel(
    IReadOnlyList<TfliteTensor> Tensors,
    IReadOnlyList<TfliteOperator> Operators,
    int[] Inputs,
    int[] Outputs
);
