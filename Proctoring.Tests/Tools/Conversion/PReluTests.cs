using Proctoring.Core.Vision.Onnx;
using Proctoring.Tests.Vision.Onnx;
using Proctoring.Tools.Conversion;
using Xunit;

namespace Proctoring.Tests.Tools.Conversion;

/// <summary>The faster form of PRelu must give the results of PRelu for all slopes.</summary>
public sealed class PReluTests
{
    [Theory]
    [InlineData(0f, 0.25f, 1f)]
    [InlineData(-0.5f, 0.1f, 0.9f)]
    [InlineData(1.5f, 2f, 3f)]
    [InlineData(-2f, 0.5f, 4f)]
    public void The_blocked_form_equals_the_operator(float red, float green, float blue)
    {
        float[] slopes = [red, green, blue];
        float[] values = [.. Enumerable.Range(0, 3 * 16).Select(i => 3 * MathF.Sin(i))];
        float[] expected = [.. values.Select((value, i) => value < 0 ? value * slopes[i / 16] : value)];

        foreach (var form in Enum.GetValues<PReluForm>())
            Assert.All(Run(slopes, values, form).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    static float[] Run(float[] slopes, float[] values, PReluForm form)
    {
        var graph = new OnnxGraphBuilder("prelu");
        graph.Output("out", PRelu.Write(graph, graph.Input("in", 1, 3, 4, 4), slopes, form), 1, 3, 4, 4);
        using var folder = new TemporaryFolder();
        using var model = new OnnxModel(folder.Write("prelu.onnx", graph.ToBytes()), "prelu", "1");
        using var result = model.Run(values);
        return result["out"].ToArray();
    }
}
