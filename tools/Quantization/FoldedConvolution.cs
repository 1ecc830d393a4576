using Proctoring.Tools.Conversion.OnnxFormat;

namespace Proctoring.Tools.Quantization;

/// <summary>A convolution that takes over the arithmetic behind it.</summary>
internal sealed class FoldedConvolution
{
    readonly OnnxGraph graph;
    readonly NodeProto node;
    readonly long[] shape;
    readonly double[] weights;
    readonly double[] bias;

    public FoldedConvolution(OnnxGraph graph, NodeProto node)
    {
        (this.graph, this.node, Output) = (graph, node, node.Output[0]);
        shape = graph.Shape(node.Input[1]);
        weights = Array.ConvertAll(graph.Floats(node.Input[1]), value => (double)value);
        bias = node.Input.Count > 2 ? Array.ConvertAll(graph.Floats(node.Input[2]), value => (double)value) : new double[shape[0]];
    }

    /// <summary>The value that it computes so far.</summary>
    public string Output { get; private set; }

    /// <summary>Takes over a node that multiplies or adds one number for each channel; false if it does something else.</summary>
    public bool Take(NodeProto next)
    {
        var taken = next.OpType switch
        {
            "Mul" when PerChannel(next.Input[1]) is { } factors => Apply(factors, new double[bias.Length]),
            "Add" when PerChannel(next.Input[1]) is { } terms => Apply([.. bias.Select(_ => 1.0)], terms),
            "BatchNormalization" => Normalize(next),
            _ => false,
        };
        if (taken)
            Output = next.Output[0];
        return taken;
    }

    /// <summary>The convolution with everything that it took over.</summary>
    public NodeProto ToNode()
    {
        var folded = node.Clone();
        folded.Input.Clear();
        folded.Input.Add([
            node.Input[0],
            graph.Constant<float>($"{Output}_weights", Array.ConvertAll(weights, value => (float)value), shape),
            graph.Constant<float>($"{Output}_bias", Array.ConvertAll(bias, value => (float)value), bias.Length),
        ]);
        folded.Output[0] = Output;
        return folded;
    }

    bool Normalize(NodeProto next)
    {
        var epsilon = next.Attribute.First(attribute => attribute.Name == "epsilon").F;
        var values = next.Input.Skip(1).Select(graph.Floats).ToArray();
        var (gain, offset, mean, variance) = (values[0], values[1], values[2], values[3]);
        double[] factors = [.. bias.Select((_, i) => gain[i] / Math.Sqrt((double)variance[i] + epsilon))];
        return Apply(factors, [.. bias.Select((_, i) => offset[i] - mean[i] * factors[i])]);
    }

    bool Apply(double[] factors, double[] terms)
    {
        var each = weights.Length / bias.Length;
        for (var i = 0; i < weights.Length; i++)
            weights[i] *= factors[i / each];
        for (var i = 0; i < bias.Length; i++)
            bias[i] = bias[i] * factors[i] + terms[i];
        return true;
    }

    /// <summary>The values of a constant with the dimensions 1 × channels × 1 × 1; null for any other value.</summary>
    double[]? PerChannel(string value) =>
        graph.IsConstant(value) && graph.Shape(value) is [1, var channels, 1, 1] && channels == bias.Length
            ? Array.ConvertAll(graph.Floats(value), number => (double)number)
            : null;
}
