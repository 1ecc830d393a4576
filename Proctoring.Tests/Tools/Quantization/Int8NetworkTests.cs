using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Proctoring.Tools.Conversion;
using Proctoring.Tools.Quantization;
using Xunit;

namespace Proctoring.Tests.Tools.Quantization;

/// <summary>A network of 8-bit integers gives nearly the results of its floats, and the same bytes on every machine.</summary>
public sealed class Int8NetworkTests
{
    static readonly long[] Shape = [1, 3, 16, 16];

    [Fact]
    public void A_quantized_network_gives_nearly_the_results_of_its_floats()
    {
        var network = Network();
        var pictures = Pictures(8);
        using var measure = new RangeMeasure(network);
        var quantized = Int8Network.Write(network, measure.Measure(pictures, Shape));

        using var floats = new InferenceSession(network);
        using var integers = new InferenceSession(quantized);
        foreach (var picture in Pictures(12).Skip(8))
        {
            var (expected, actual) = (Run(floats, picture), Run(integers, picture));
            var noise = expected.Zip(actual, (a, b) => Math.Pow(a - b, 2)).Sum();
            var decibels = 10 * Math.Log10(expected.Sum(value => value * value) / noise);
            // Exact equality would mean that nothing became an integer.
            Assert.InRange(decibels, 25, 60);
        }
    }

    [Fact]
    public void Folding_changes_no_result()
    {
        var graph = OnnxGraph.Read(Network());
        ConvolutionFolding.Apply(graph);

        Assert.DoesNotContain(graph.Nodes, node => node.OpType is "Mul" or "BatchNormalization");
        Assert.Equal(["Conv", "MaxPool", "LeakyRelu"], graph.Nodes.Take(3).Select(node => node.OpType));
        using var before = new InferenceSession(Network());
        using var after = new InferenceSession(graph.ToBytes());
        foreach (var picture in Pictures(2))
            Assert.All(Run(before, picture).Zip(Run(after, picture)), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void The_same_network_and_ranges_give_the_same_bytes()
    {
        var network = Network();
        string[] names = [.. QuantizedValues.Of(Folded(network))];
        RangeFile ranges = new(
            Convert.ToHexStringLower(SHA256.HashData(network)),
            [
                .. names.Select(
                    (name, i) =>
                        new TensorRange(name, i % 2 == 0 ? 0 : -3, 5, TensorRange.Written([0.5, -0.25, 1, 0.125, 0.75, -0.5, 0, 2]))
                ),
            ]
        );

        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Int8Network.Write(network, ranges)));
        Assert.StartsWith("b1b52f0a556c4b95dbbcc391d1ff474998f0c40470ab149f2f", sha256, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranges_of_another_network_are_refused() =>
        Assert.Contains(
            "is not the one whose ranges were measured",
            Assert.Throws<ConversionException>(() => Int8Network.Write(Network(), new RangeFile("00", []))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Means_of_too_few_channels_are_refused()
    {
        var network = Network();
        var input = QuantizedValues.Inputs(Folded(network)).First();
        TensorRange[] ranges =
        [
            .. QuantizedValues.Of(Folded(network)).Select(name => new TensorRange(name, -3, 5, TensorRange.Written([1]))),
        ];

        Assert.Contains(
            $"{input} has 1 means for 4 channels",
            Assert
                .Throws<ConversionException>(() =>
                    Int8Network.Write(network, new RangeFile(Convert.ToHexStringLower(SHA256.HashData(network)), ranges))
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_range_gives_up_rare_extremes_for_finer_steps()
    {
        var histogram = new RangeHistogram(slope: 1);
        float[] values = [.. Enumerable.Range(0, 1_000_000).Select(i => i % 1000 / 1000f), 10];
        histogram.Widen(values);
        histogram.Count(values, 1);

        var (low, high) = histogram.Best();
        Assert.Equal(0, low);
        Assert.InRange(high, 1, 5);
    }

    [Fact]
    public void Negative_numbers_before_a_LeakyRelu_weigh_less()
    {
        float[] values = [.. Enumerable.Range(0, 10_000).Select(i => (i % 2000 - 1000) / 1000f), -20];
        Assert.True(LowOf(slope: 0.1) > LowOf(slope: 1), "the range reaches as far down as without a LeakyRelu");

        float LowOf(double slope)
        {
            var histogram = new RangeHistogram(slope);
            histogram.Widen(values);
            histogram.Count(values, 1);
            return histogram.Best().Low;
        }
    }

    static OnnxGraph Folded(byte[] network)
    {
        var graph = OnnxGraph.Read(network);
        ConvolutionFolding.Apply(graph);
        return graph;
    }

    /// <summary>Everything that the two real networks have: pooling, both activations, a sum, a join, a depthwise convolution.</summary>
    static byte[] Network()
    {
        var graph = new OnnxGraphBuilder("small");
        var random = new Random(1);
        string Filters(params long[] shape) => graph.Constant(Numbers(random, shape, 0.5f), shape);
        string PerChannel(int channels) => graph.Constant(Numbers(random, [channels], 0.5f, 1), 1, channels, 1, 1);
        string Convolved(string value, int from, int to, int group = 1) =>
            graph.Node(
                "Conv",
                [value, Filters(to, from / group, 3, 3)],
                OnnxAttribute.Ints("pads", 1, 1, 1, 1),
                OnnxAttribute.Int("group", group)
            );
        string Leaky(string value) => graph.Node("LeakyRelu", [value], OnnxAttribute.Float("alpha", 0.1f));

        var first = Leaky(graph.Add(Convolved(graph.Input("image", Shape), 3, 4), PerChannel(4)));
        var pooled = graph.Node("MaxPool", [first], OnnxAttribute.Ints("kernel_shape", 2, 2), OnnxAttribute.Ints("strides", 2, 2));
        var normal = graph.Node(
            "BatchNormalization",
            [Convolved(pooled, 4, 4, group: 4), .. Enumerable.Range(0, 4).Select(_ => graph.Constant(Numbers(random, [4], 0.2f, 1), 4))],
            OnnxAttribute.Float("epsilon", 1e-4f)
        );
        var clipped = graph.Node("Clip", [normal, graph.Constant([0f]), graph.Constant([6f])]);
        var leaky = Leaky(graph.Add(graph.Node("Mul", [Convolved(clipped, 4, 4), PerChannel(4)]), PerChannel(4)));
        var sum = graph.Add(Convolved(leaky, 4, 4), Convolved(clipped, 4, 4));
        var joined = graph.Node("Concat", [leaky, sum], OnnxAttribute.Int("axis", 1));
        graph.Output("out", graph.Node("Sigmoid", [graph.Add(Convolved(joined, 8, 2), PerChannel(2))]), 1, 2, 8, 8);
        return graph.ToBytes();
    }

    static float[] Numbers(Random random, long[] shape, float spread, float middle = 0) =>
        [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => middle + spread * (2 * random.NextSingle() - 1))];

    static List<float[]> Pictures(int count)
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, count).Select(_ => Numbers(random, Shape, 1))];
    }

    static float[] Run(InferenceSession session, float[] picture)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(picture, Shape);
        using var options = new RunOptions();
        using var outputs = session.Run(options, ["image"], [input], ["out"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
