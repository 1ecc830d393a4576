using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Tools.Conversion.OnnxFormat;

namespace Proctoring.Tools.Quantization;

/// <summary>Measures the ranges of a network on pictures.</summary>
internal sealed class RangeMeasure : IDisposable
{
    readonly OnnxGraph graph;
    readonly string sha256;
    readonly InferenceSession session;
    readonly IReadOnlyList<string> values;
    readonly Dictionary<string, RangeHistogram> histograms;

    /// <summary>Loads a network of floats.</summary>
    public RangeMeasure(byte[] onnx)
    {
        sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx));
        graph = OnnxGraph.Read(onnx);
        ConvolutionFolding.Apply(graph);
        values = QuantizedValues.Of(graph);
        histograms = values
            .Where(value => Activation(value) is null)
            .ToDictionary(value => value, value => new RangeHistogram(SlopeBehind(value)));
        graph.Show(values);
        OnnxPrivacy.Ensure();
        session = new InferenceSession(graph.ToBytes());
    }

    /// <summary>Measures; the pictures are read twice.</summary>
    /// <param name="pictures">The inputs of the network.</param>
    /// <param name="shape">The dimensions of one input.</param>
    public RangeFile Measure(IReadOnlyList<float[]> pictures, long[] shape)
    {
        foreach (var picture in pictures)
            Run(picture, shape, (histogram, numbers, _) => histogram.Widen(numbers));
        foreach (var picture in pictures)
            Run(picture, shape, (histogram, numbers, channels) => histogram.Count(numbers, channels));
        var (inputs, best) = (QuantizedValues.Inputs(graph), histograms.ToDictionary(pair => pair.Key, pair => pair.Value.Best()));
        return new RangeFile(sha256, [.. values.Select(value => RangeOf(value, best, inputs.Contains(value)))]);
    }

    public void Dispose() => session.Dispose();

    delegate void Look(RangeHistogram histogram, ReadOnlySpan<float> numbers, int channels);

    void Run(float[] picture, long[] shape, Look look)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(picture, shape);
        using var options = new RunOptions();
        string[] names = [.. histograms.Keys];
        using var outputs = session.Run(options, session.InputNames, [input], names);
        foreach (var (index, name) in names.Index())
            look(histograms[name], outputs[index].GetTensorDataAsSpan<float>(), (int)outputs[index].GetTensorTypeAndShape().Shape[1]);
    }

    TensorRange RangeOf(string value, Dictionary<string, (float Low, float High)> best, bool isInput)
    {
        // The range behind a LeakyRelu follows from the one before it.
        var activation = Activation(value);
        var source = activation?.Input[0] ?? value;
        var means = isInput ? TensorRange.Written(histograms[source].Means()) : null;
        var (low, high) = best[source];
        return new TensorRange(value, activation is null ? low : (float)(low * Slope(activation)), high, means);
    }

    /// <summary>The LeakyRelu that computes a value from integers; null for other values.</summary>
    NodeProto? Activation(string value) =>
        graph.Producer(value) is { OpType: "LeakyRelu" } activation && values.Contains(activation.Input[0]) ? activation : null;

    double SlopeBehind(string value) => graph.OnlyReader(value) is { OpType: "LeakyRelu" } activation ? Slope(activation) : 1;

    static double Slope(NodeProto activation) => activation.Attribute.First(attribute => attribute.Name == "alpha").F;
}
