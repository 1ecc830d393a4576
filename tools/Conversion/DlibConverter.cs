namespace Proctoring.Tools.Conversion;

/// <summary>
/// Converts dlib's face recognition network (resnet_model_v1: 29 convolutions, 128 numbers out) from its .dat file to ONNX.
/// </summary>
/// <remarks>
/// The file holds the weights in order of execution; this class has the architecture. Each affine layer (a factor and an addend per
/// channel)
/// is folded into the convolution before it. The graph takes any batch of NHWC pictures.
/// </remarks>
internal sealed class DlibConverter
{
    const int Side = 150;
    const int Numbers = 128;

    readonly OnnxGraphBuilder graph;
    readonly DlibWeights weights;

    DlibConverter(byte[] file, string name) => (weights, graph) = (new DlibWeights(file), new OnnxGraphBuilder(name));

    /// <summary>A picture or map between two layers of the network.</summary>
    readonly record struct Map(string Value, int Channels, int Size);

    /// <summary>Converts a whole file; the same file and names give the same bytes.</summary>
    /// <exception cref="ConversionException">The file does not contain this network.</exception>
    public static byte[] Convert(byte[] file, GraphNames names) => new DlibConverter(file, names.Graph).Convert(names);

    byte[] Convert(GraphNames names)
    {
        if (names.Outputs is not [var output])
            throw new ConversionException($"dlib's network has one output, but {names.Outputs.Count} were named.");

        var picture = new Map(graph.Transpose(graph.Input(names.Input, -1, Side, Side, 3), 0, 3, 1, 2), 3, Side);
        var map = Relu(Convolution(picture, 32, window: 7, stride: 2));
        map = Pool(map, "MaxPool", 3);
        map = Level(map, 32, down: false, more: 3);
        map = Level(map, 64, down: true, more: 3);
        map = Level(map, 128, down: true, more: 2);
        map = Level(map, 256, down: true, more: 2);
        map = Level(map, 256, down: true, more: 0);

        var mean = graph.Node("Flatten", [graph.Node("GlobalAveragePool", [map.Value])], OnnxAttribute.Int("axis", 1));
        var embedding = graph.Node("MatMul", [mean, graph.Constant(weights.Next(map.Channels, Numbers), map.Channels, Numbers)]);
        graph.Output(output, embedding, -1, Numbers);
        return graph.ToBytes();
    }

    Map Level(Map map, int channels, bool down, int more)
    {
        if (down)
            map = Relu(Add(Block(map, channels, stride: 2), Pool(map, "AveragePool", 2)));
        for (var i = 0; i < more; i++)
            map = Relu(Add(Block(map, channels, stride: 1), map));
        return map;
    }

    Map Block(Map map, int channels, int stride) =>
        Convolution(Relu(Convolution(map, channels, window: 3, stride)), channels, window: 3, stride: 1);

    Map Convolution(Map map, int channels, int window, int stride)
    {
        // dlib pads only where the stride is 1.
        var pad = stride == 1 ? window / 2 : 0;
        var perFilter = map.Channels * window * window;
        var filters = weights.Next(channels * perFilter + channels);
        var affine = weights.Next(2 * channels);
        var bias = new float[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            foreach (ref var weight in filters.AsSpan(channel * perFilter, perFilter))
                weight *= affine[channel];
            bias[channel] = filters[channels * perFilter + channel] * affine[channel] + affine[channels + channel];
        }

        var kernel = graph.Constant(filters.AsSpan(0, channels * perFilter), channels, map.Channels, window, window);
        var value = graph.Node(
            "Conv",
            [map.Value, kernel, graph.Constant(bias, channels)],
            OnnxAttribute.Ints("kernel_shape", window, window),
            OnnxAttribute.Ints("strides", stride, stride),
            OnnxAttribute.Ints("pads", pad, pad, pad, pad)
        );
        return new Map(value, channels, (map.Size + 2 * pad - window) / stride + 1);
    }

    Map Pool(Map map, string operation, int window)
    {
        var value = graph.Node(
            operation,
            [map.Value],
            OnnxAttribute.Ints("kernel_shape", window, window),
            OnnxAttribute.Ints("strides", 2, 2)
        );
        return map with { Value = value, Size = (map.Size - window) / 2 + 1 };
    }

    // dlib adds maps of different sizes: missing parts of either (channels, rows, columns at the end) count as zero.
    Map Add(Map left, Map right)
    {
        var (channels, size) = (Math.Max(left.Channels, right.Channels), Math.Max(left.Size, right.Size));
        return new Map(graph.Add(Fill(left), Fill(right)), channels, size);

        string Fill(Map map) =>
            map.Channels == channels && map.Size == size
                ? map.Value
                : graph.Node("Pad", [map.Value, graph.Constant(0, 0, 0, 0, 0, channels - map.Channels, size - map.Size, size - map.Size)]);
    }

    Map Relu(Map map) => map with { Value = graph.Relu(map.Value) };
}
