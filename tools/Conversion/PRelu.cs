namespace Proctoring.Tools.Conversion;

/// <summary>The ways to write a PRelu (a slope per channel for values below zero) in ONNX.</summary>
internal enum PReluForm
{
    /// <summary>The plain PRelu operator. ONNX Runtime leaves its blocked layout for each of them and returns to it.</summary>
    Plain,

    /// <summary>
    /// Two 1x1 depthwise convolutions, a Relu and an Add, which keep the blocked layout: the same numbers in about half the time.
    /// </summary>
    Blocked,
}

/// <summary>Writes a PRelu into an ONNX graph whose values are NCHW.</summary>
internal static class PRelu
{
    /// <summary>Adds the operator, with one slope per channel, and returns the name of its result.</summary>
    public static string Write(OnnxGraphBuilder graph, string value, float[] slopes, PReluForm form)
    {
        if (form == PReluForm.Plain)
            return graph.Node("PRelu", [value, graph.Constant(slopes, slopes.Length, 1, 1)]);

        var rest = Array.ConvertAll(slopes, slope => 1 - slope);
        var sloped = Scale(graph, value, slopes);

        // a·y + relu((1-a)·y) lets the runtime fuse Relu and Add into the convolution, but is correct only while 1-a is not negative.
        return slopes.All(slope => slope <= 1)
            ? graph.Add(sloped, graph.Relu(Scale(graph, value, rest)))
            : graph.Add(sloped, Scale(graph, graph.Relu(value), rest));
    }

    static string Scale(OnnxGraphBuilder graph, string value, float[] factors) =>
        graph.Node(
            "Conv",
            [value, graph.Constant(factors, factors.Length, 1, 1, 1)],
            OnnxAttribute.Int("group", factors.Length),
            OnnxAttribute.Ints("kernel_shape", 1, 1)
        );
}
