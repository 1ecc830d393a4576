using Proctoring.Core.Vision.Onnx;
using Xunit;

namespace Proctoring.Tests.Vision.Onnx;

/// <summary>A loaded network knows its input, takes batches and may be used by many threads.</summary>
public sealed class OnnxModelTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly OnnxModel model;

    public OnnxModelTests() => model = new OnnxModel(folder.Write("tiny.onnx", TinyModel.File("tiny")), "tiny", "1.0.0");

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void It_reads_its_own_input_and_outputs()
    {
        Assert.Equal("in", model.InputName);
        Assert.Equal([-1, 2, 2, 1], model.InputShape);
        Assert.Equal(4, model.PictureLength);
        Assert.Equal(["out"], model.OutputNames);
        Assert.Equal("tiny 1.0.0", model.ToString());
    }

    [Fact]
    public void It_runs_one_picture_or_a_batch()
    {
        using var one = model.Run(new float[] { -1, 2, -3, 4 });
        using var two = model.Run(new float[] { 1, -2, 3, -4, 5, -6, 7, -8 });

        Assert.Equal([0, 2, 0, 4], one[0].ToArray());
        Assert.Equal([1, 0, 3, 0, 5, 0, 7, 0], two["out"].ToArray());
        Assert.Equal([2L, 2, 2, 1], two.Shape("out"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void Parts_of_pictures_are_refused(int length) => Assert.Throws<ArgumentException>(() => model.Run(new float[length]));

    [Fact]
    public void An_unknown_output_is_refused_with_the_known_outputs()
    {
        using var result = model.Run(new float[4]);

        Assert.Contains(
            "there are out",
            Assert.Throws<KeyNotFoundException>(() => result["other"].Length).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Threads_do_not_see_each_others_results() =>
        Parallel.For(
            0,
            200,
            number =>
            {
                using var result = model.Run(new float[] { number, -number, number + 1, -1 });
                Assert.Equal([number, 0, number + 1, 0], result[0].ToArray());
            }
        );
}
