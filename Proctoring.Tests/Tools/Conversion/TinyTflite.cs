using System.Runtime.InteropServices;
using Google.FlatBuffers;

namespace Proctoring.Tests.Tools.Conversion;

/// <summary>Writes a TensorFlow Lite file of one operator, by the slots of the format's schema.</summary>
internal sealed class TinyTflite
{
    readonly FlatBufferBuilder builder = new(1024);
    readonly List<int> tensors = [];
    readonly List<int> buffers = [];

    public TinyTflite() => buffers.Add(Table());

    /// <summary>A tensor that the operator reads or writes; returns its index.</summary>
    public int Tensor(params int[] shape) => Tensor(0, 0, shape);

    public int Constant(float[] values, params int[] shape) => Constant(0, values, shape);

    public int Constant(Half[] values, params int[] shape) => Constant(1, values, shape);

    public int Constant(int[] values, params int[] shape) => Constant(2, values, shape);

    /// <summary>Finishes the file; options are whole numbers by slot, where a byte is a number below 128.</summary>
    public byte[] Finish(int code, int[] inputs, int output, params int[] options)
    {
        var settings = Table([
            .. options.Select((value, slot) => (slot, Inline: (Action)(() => builder.AddInt(slot, value, int.MinValue)))),
        ]);
        var op = Table(Offset(1, Ints(inputs)), Offset(2, Ints([output])), Offset(4, settings));
        var graph = Table(Offset(0, Tables(tensors)), Offset(1, Ints([inputs[0]])), Offset(2, Ints([output])), Offset(3, Tables([op])));
        var opcode = Table((0, () => builder.AddSbyte(0, (sbyte)Math.Min(code, 127), 0)), (3, () => builder.AddInt(3, code, 0)));
        var model = Table(Offset(1, Tables([opcode])), Offset(2, Tables([graph])), Offset(4, Tables(buffers)));
        builder.Finish(model, "TFL3");
        return builder.SizedByteArray();
    }

    int Constant<T>(int type, T[] values, int[] shape)
        where T : struct
    {
        var bytes = MemoryMarshal.AsBytes<T>(values);
        builder.StartVector(1, bytes.Length, 16);
        for (var i = bytes.Length - 1; i >= 0; i--)
            builder.AddByte(bytes[i]);
        buffers.Add(Table(Offset(0, builder.EndVector().Value)));
        return Tensor(type, buffers.Count - 1, shape);
    }

    int Tensor(int type, int buffer, int[] shape)
    {
        var name = builder.CreateString($"tensor {tensors.Count}").Value;
        var dimensions = Ints(shape);
        tensors.Add(
            Table(
                Offset(0, dimensions),
                (1, () => builder.AddSbyte(1, (sbyte)type, 0)),
                (2, () => builder.AddInt(2, buffer, 0)),
                Offset(3, name)
            )
        );
        return tensors.Count - 1;
    }

    (int Slot, Action Add) Offset(int slot, int offset) => (slot, () => builder.AddOffset(slot, offset, 0));

    int Table(params (int Slot, Action Add)[] fields)
    {
        builder.StartTable(8);
        foreach (var (_, add) in fields)
            add();
        return builder.EndTable();
    }

    int Ints(int[] values)
    {
        builder.StartVector(4, values.Length, 4);
        for (var i = values.Length - 1; i >= 0; i--)
            builder.AddInt(values[i]);
        return builder.EndVector().Value;
    }

    int Tables(List<int> offsets)
    {
        builder.StartVector(4, offsets.Count, 4);
        for (var i = offsets.Count - 1; i >= 0; i--)
            builder.AddOffset(offsets[i]);
        return builder.EndVector().Value;
    }
}
