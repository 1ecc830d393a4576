using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Proctoring.Tools.Conversion.OnnxFormat;

namespace Proctoring.Tools.Conversion;

/// <summary>Builds one ONNX file. Every method that adds a value returns its name for the next node.</summary>
/// <remarks>Names are numbered in order of creation, so the same calls give the same bytes: the converted file's hash can be
/// pinned.</remarks>
internal sealed class OnnxGraphBuilder(string name)
{
    // Operator set 13 is the first with Pad and ReduceMean in the form used here, and every recent ONNX Runtime reads it.
    const int OperatorSet = 13;
    const int IrVersion = 8;

    readonly GraphProto graph = new() { Name = name };
    int count;

    /// <summary>Adds an input of 32-bit floats; a dimension of -1 stays open and is named "batch".</summary>
    public string Input(string input, params ReadOnlySpan<long> shape)
    {
        graph.Input.Add(ValueInfo(input, shape));
        return input;
    }

    /// <summary>Adds a constant of 32-bit floats in row-major order.</summary>
    public string Constant(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Constant(TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Adds a one-dimensional constant of 64-bit integers, the form that Pad and Reshape require.</summary>
    public string Constant(params long[] values) =>
        Constant(TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes<long>(values), [values.Length]);

    /// <summary>Adds a node with one output.</summary>
    public string Node(string operation, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
    {
        var output = Next();
        graph.Node.Add(
            new NodeProto
            {
                Name = $"{operation}_{output}",
                OpType = operation,
                Input = { inputs },
                Output = { output },
                Attribute = { attributes },
            }
        );
        return output;
    }

    public string Relu(string value) => Node("Relu", [value]);

    public string Add(string left, string right) => Node("Add", [left, right]);

    public string Transpose(string value, params long[] order) => Node("Transpose", [value], OnnxAttribute.Ints("perm", order));

    /// <summary>Makes a computed value an output of the graph under a separate name.</summary>
    public void Output(string output, string value, params ReadOnlySpan<long> shape)
    {
        foreach (var node in graph.Node)
        {
            Rename(node.Input, value, output);
            Rename(node.Output, value, output);
        }

        graph.Output.Add(ValueInfo(output, shape));
    }

    /// <summary>The finished file.</summary>
    public byte[] ToBytes() =>
        new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "JobGenie Proctoring",
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Version = OperatorSet } },
        }.ToByteArray();

    string Constant(TensorProto.Types.DataType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape)
    {
        var constant = Next();
        graph.Initializer.Add(
            new TensorProto
            {
                Name = constant,
                DataType = type,
                Dims = { shape.ToArray() },
                RawData = ByteString.CopyFrom(bytes),
            }
        );
        return constant;
    }

    string Next() => $"v{count++}";

    static void Rename(RepeatedField<string> names, string from, string to)
    {
        for (var i = 0; i < names.Count; i++)
            if (names[i] == from)
                names[i] = to;
    }

    static ValueInfoProto ValueInfo(string name, ReadOnlySpan<long> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var size in shape)
            dimensions.Dim.Add(size < 0 ? new TensorShapeProto.Types.Dimension { DimParam = "batch" } : new() { DimValue = size });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = TensorProto.Types.DataType.Float, Shape = dimensions },
            },
        };
    }
}
