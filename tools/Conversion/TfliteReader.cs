using Google.FlatBuffers;

namespace Proctoring.Tools.Conversion;

/// <summary>Reads a TensorFlow Lite file by the slots of its FlatBuffers schema, without generated code.</summary>
internal static class TfliteReader
{
    /// <summary>Reads the first graph.</summary>
    /// <param name="file">The whole file; the tensors refer to its memory.</param>
    /// <exception cref="ConversionException">The bytes are not a TensorFlow Lite file.</exception>
    public static TfliteModel Read(byte[] file)
    {
        if (file.Length < 8 || !file.AsSpan(4, 4).SequenceEqual("TFL3"u8))
            throw new ConversionException("The file is not a TensorFlow Lite model: its mark TFL3 is missing.");

        try
        {
            var bytes = new ByteBuffer(file);
            var model = new Table(bytes.GetInt(0), bytes);
            var codes = Tables(model, 1).Select(code => Math.Max(Byte(code, 0), Int(code, 3))).ToArray();
            var buffers = Tables(model, 4).Select(buffer => Bytes(buffer, 0, file)).ToArray();
            var graph = Tables(model, 2)[0];
            return new TfliteModel(
                [.. Tables(graph, 0).Select((tensor, index) => ReadTensor(tensor, index, buffers))],
                [.. Tables(graph, 3).Select(op => ReadOperator(op, codes))],
                Ints(graph, 1),
                Ints(graph, 2)
            );
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new ConversionException("The TensorFlow Lite file is cut off or damaged.", e);
        }
    }

    static TfliteTensor ReadTensor(Table tensor, int index, ReadOnlyMemory<byte>[] buffers) =>
        new(
            index,
            tensor.__offset(Slot(3)) is var name && name != 0 ? tensor.__string(tensor.bb_pos + name) : $"tensor{index}",
            Ints(tensor, 0),
            (TfliteType)Byte(tensor, 1),
            buffers[Int(tensor, 2)]
        );

    static TfliteOperator ReadOperator(Table op, int[] codes)
    {
        var options = op.__offset(Slot(4));
        return new TfliteOperator(
            codes[Int(op, 0)],
            Ints(op, 1),
            Ints(op, 2),
            new TfliteOptions(options == 0 ? null : new Table(op.__indirect(op.bb_pos + options), op.bb))
        );
    }

    static int Slot(int slot) => 4 + 2 * slot;

    static int Int(Table table, int slot) => table.__offset(Slot(slot)) is var at && at == 0 ? 0 : table.bb.GetInt(table.bb_pos + at);

    static int Byte(Table table, int slot) => table.__offset(Slot(slot)) is var at && at == 0 ? 0 : table.bb.GetSbyte(table.bb_pos + at);

    static Table[] Tables(Table table, int slot) => Vector(table, slot, (start, i) => new Table(table.__indirect(start + 4 * i), table.bb));

    static int[] Ints(Table table, int slot) => Vector(table, slot, (start, i) => table.bb.GetInt(start + 4 * i));

    static ReadOnlyMemory<byte> Bytes(Table table, int slot, byte[] file)
    {
        var at = table.__offset(Slot(slot));
        return at == 0 ? default : file.AsMemory(table.__vector(at), table.__vector_len(at));
    }

    static T[] Vector<T>(Table table, int slot, Func<int, int, T> item)
    {
        var at = table.__offset(Slot(slot));
        if (at == 0)
            return [];

        var start = table.__vector(at);
        var items = new T[table.__vector_len(at)];
        for (var i = 0; i < items.Length; i++)
            items[i] = item(start, i);
        return items;
    }
}
