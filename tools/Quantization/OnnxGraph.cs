using System.Runtime.InteropServices;
using Google.Protobuf;
using Proctoring.Tools.Conversion;
using Proctoring.Tools.Conversion.OnnxFormat;

namespace Proctoring.Tools.Quantization;

/// <summary>A converted network whose nodes can be read and replaced.</summary>
internal sealed class OnnxGraph
{
    readonly ModelProto model;
    readonly Dictionary<string, TensorProto> constants;
    List<NodeProto> nodes;
    Dictionary<string, NodeProto> producers = [];
    ILookup<string, NodeProto> readers = Enumerable.Empty<NodeProto>().ToLookup(_ => "");

    OnnxGraph(ModelProto model)
    {
        this.model = model;
        constants = model.Graph.Initializer.ToDictionary(constant => constant.Name);
        nodes = [.. model.Graph.Node];
        Index();
    }

    public IReadOnlyList<NodeProto> Nodes => nodes;

    /// <summary>Reads an ONNX file.</summary>
    /// <exception cref="ConversionException">The bytes are not an ONNX file.</exception>
    public static OnnxGraph Read(byte[] onnx)
    {
        try
        {
            return new OnnxGraph(ModelProto.Parser.ParseFrom(onnx));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ConversionException($"The network to quantize is not an ONNX file: {e.Message}");
        }
    }

    /// <summary>The node that computes a value; null for an input or a constant.</summary>
    public NodeProto? Producer(string value) => producers.GetValueOrDefault(value);

    /// <summary>The nodes that read a value.</summary>
    public IEnumerable<NodeProto> Readers(string value) => readers[value];

    /// <summary>The only reader of a value; null if there are several, or if the value is an output.</summary>
    public NodeProto? OnlyReader(string value) =>
        readers[value].ToList() is [var only] && model.Graph.Output.All(output => output.Name != value) ? only : null;

    public bool IsConstant(string value) => constants.ContainsKey(value);

    public long[] Shape(string constant) => [.. constants[constant].Dims];

    public float[] Floats(string constant) =>
        constants[constant] is { DataType: TensorProto.Types.DataType.Float } tensor
            ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray()
            : throw new ConversionException($"The constant {constant} to quantize does not hold floats.");

    /// <summary>Adds a constant, or replaces the one of this name.</summary>
    public string Constant<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        constants[name] = new TensorProto
        {
            Name = name,
            DataType = TypeOf<T>(),
            Dims = { shape.ToArray() },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
        return name;
    }

    /// <summary>Replaces all nodes.</summary>
    public void Replace(IEnumerable<NodeProto> with)
    {
        nodes = [.. with];
        Index();
    }

    /// <summary>Makes computed values outputs of the network.</summary>
    public void Show(IEnumerable<string> values)
    {
        foreach (var value in values)
            model.Graph.Output.Add(
                new ValueInfoProto
                {
                    Name = value,
                    Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = TensorProto.Types.DataType.Float } },
                }
            );
    }

    /// <summary>The file, with the constants that a node reads.</summary>
    public byte[] ToBytes()
    {
        model.Graph.Node.Clear();
        model.Graph.Node.Add(nodes);
        model.Graph.Initializer.Clear();
        model.Graph.Initializer.Add(nodes.SelectMany(node => node.Input).Distinct().Where(IsConstant).Select(name => constants[name]));
        return model.ToByteArray();
    }

    void Index()
    {
        producers = nodes
            .SelectMany(node => node.Output.Select(output => (node, output)))
            .ToDictionary(pair => pair.output, pair => pair.node);
        readers = nodes.SelectMany(node => node.Input.Select(input => (node, input))).ToLookup(pair => pair.input, pair => pair.node);
    }

    static TensorProto.Types.DataType TypeOf<T>() =>
        default(T) switch
        {
            float => TensorProto.Types.DataType.Float,
            byte => TensorProto.Types.DataType.Uint8,
            sbyte => TensorProto.Types.DataType.Int8,
            int => TensorProto.Types.DataType.Int32,
            _ => throw new ArgumentException($"Constants of {typeof(T)} are not written."),
        };
}
