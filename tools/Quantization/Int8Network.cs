using System.Security.Cryptography;
using Proctoring.Tools.Conversion;
using Proctoring.Tools.Conversion.OnnxFormat;

namespace Proctoring.Tools.Quantization;

/// <summary>Writes a network whose convolutions compute in 8-bit integers.</summary>
/// <remarks>Each value with a range is written to integers and read back. The runtime replaces these pairs and the float operators between
/// them with operators of integers. Weights use 7 bits: processors without VNNI add pairs of products in 16 bits, which overflow with 8.
/// docs/decisions/0044-int8.md gives the measurements.</remarks>
internal sealed class Int8Network
{
    const int LargestWeight = 63;

    /// <summary>A bias must fit into 32 bits with two bits to spare, also in a channel whose weights are almost zero.</summary>
    const double LargestBias = 1 << 29;

    const double SmallestScale = 1e-9;

    readonly OnnxGraph graph;
    readonly Dictionary<string, TensorRange> ranges;
    readonly List<NodeProto> nodes = [];
    readonly HashSet<NodeProto> dropped = [];

    Int8Network(OnnxGraph graph, RangeFile file)
    {
        this.graph = graph;
        ranges = file.Tensors.ToDictionary(tensor => tensor.Name);
    }

    /// <summary>Quantizes a network; the same bytes and ranges give the same result.</summary>
    /// <exception cref="ConversionException">The ranges do not belong to this network.</exception>
    public static byte[] Write(byte[] onnx, RangeFile file)
    {
        if (Convert.ToHexStringLower(SHA256.HashData(onnx)) is var sha256 && sha256 != file.FloatSha256)
            throw new ConversionException($"The network to quantize (sha256 {sha256}) is not the one whose ranges were measured.");
        var graph = OnnxGraph.Read(onnx);
        ConvolutionFolding.Apply(graph);
        return new Int8Network(graph, file).Write();
    }

    byte[] Write()
    {
        if (ranges.Keys.FirstOrDefault(name => graph.Producer(name) is null) is { } unknown)
            throw new ConversionException($"The network to quantize has no value {unknown}.");

        foreach (var node in graph.Nodes.Where(node => !dropped.Contains(node)))
            Add(node);
        graph.Replace(nodes);
        return graph.ToBytes();
    }

    void Add(NodeProto node)
    {
        var written = node.Clone();
        if (node.OpType == "Conv" && ranges.TryGetValue(node.Input[0], out var input) && Target(node) is { } target)
        {
            written.Output[0] = target;
            AddWeights(written, input);
        }

        for (var i = 0; i < written.Input.Count; i++)
            if (ranges.ContainsKey(written.Input[i]))
                written.Input[i] = $"{written.Input[i]}_read";
        nodes.Add(written);
        foreach (var output in written.Output)
            if (ranges.TryGetValue(output, out var range))
                AddSteps(range);
    }

    /// <summary>The value that a convolution of integers writes; null if it stays in floats. A Clip to 0..6 behind it is dropped, because
    /// integers cannot leave the range.</summary>
    string? Target(NodeProto node)
    {
        if (graph.OnlyReader(node.Output[0]) is { OpType: "Clip" } clip && ranges.ContainsKey(clip.Output[0]))
        {
            dropped.Add(clip);
            return clip.Output[0];
        }

        return ranges.ContainsKey(node.Output[0]) ? node.Output[0] : null;
    }

    void AddSteps(TensorRange range)
    {
        var scale = graph.Constant<float>($"{range.Name}_scale", [range.Scale]);
        var zero = graph.Constant<byte>($"{range.Name}_zero", [range.Zero]);
        nodes.Add(Node("QuantizeLinear", $"{range.Name}_int8", range.Name, scale, zero));
        nodes.Add(Node("DequantizeLinear", $"{range.Name}_read", $"{range.Name}_int8", scale, zero));
    }

    void AddWeights(NodeProto node, TensorRange input)
    {
        var (name, shape) = (node.Output[0], graph.Shape(node.Input[1]));
        var (weights, bias) = (graph.Floats(node.Input[1]), graph.Floats(node.Input[2]));
        var means = input.ChannelMeans();
        var (each, window) = (weights.Length / bias.Length, (int)(shape[2] * shape[3]));
        var groups = (int)node.Attribute.First(attribute => attribute.Name == "group").I;
        if (means.Length > 0 && means.Length < groups * shape[1])
            throw new ConversionException($"{input.Name} has {means.Length} means for {groups * shape[1]} channels.");
        var (steps, scales) = (new sbyte[weights.Length], new float[bias.Length]);
        var (offsets, offsetScales) = (new int[bias.Length], new float[bias.Length]);
        for (var output = 0; output < bias.Length; output++)
        {
            var channel = output / (bias.Length / groups) * (int)shape[1];
            var own = weights.AsSpan(output * each, each);
            var scale = scales[output] = ScaleOf(own, bias[output], input.Scale);
            double error = 0;
            for (var i = 0; i < each; i++)
            {
                var step = Math.Clamp(Math.Round(own[i] / (double)scale), -LargestWeight, LargestWeight);
                steps[output * each + i] = (sbyte)step;
                if (means.Length > 0)
                    error += (step * scale - own[i]) * means[channel + i / window];
            }

            offsetScales[output] = input.Scale * scale;
            // Rounded weights shift the mean of the output, which the bias can take back.
            offsets[output] = (int)Math.Clamp(Math.Round((bias[output] - error) / offsetScales[output]), int.MinValue, int.MaxValue);
        }

        node.Input[1] = Steps($"{name}_weights", steps, scales, shape);
        node.Input[2] = Steps($"{name}_bias", offsets, offsetScales, bias.Length);
    }

    static float ScaleOf(ReadOnlySpan<float> weights, float bias, float inputScale)
    {
        double largest = 0;
        foreach (var weight in weights)
            largest = Math.Max(largest, Math.Abs((double)weight));
        return (float)Math.Max(Math.Max(largest / LargestWeight, Math.Abs((double)bias) / (inputScale * LargestBias)), SmallestScale);
    }

    /// <summary>Adds integers with a scale for each output channel and returns the name of the floats that they stand for.</summary>
    string Steps<T>(string name, T[] steps, float[] scales, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var node = Node(
            "DequantizeLinear",
            $"{name}_read",
            graph.Constant<T>($"{name}_int8", steps, shape),
            graph.Constant<float>($"{name}_scale", scales, scales.Length),
            graph.Constant<T>($"{name}_zero", new T[scales.Length], scales.Length)
        );
        node.Attribute.Add(OnnxAttribute.Int("axis", 0));
        nodes.Add(node);
        return node.Output[0];
    }

    static NodeProto Node(string operation, string output, params IEnumerable<string> inputs) =>
        new()
        {
            Name = $"{operation}_{output}",
            OpType = operation,
            Input = { inputs },
            Output = { output },
        };
}
