using Proctoring.Core.Vision.Onnx;
using Proctoring.Tests.Vision.Onnx;
using Proctoring.Tools.Conversion;
using Xunit;

namespace Proctoring.Tests.Tools.Conversion;

/// <summary>The TensorFlow Lite converter on networks of one operator, whose results can be worked out by hand.</summary>
public sealed class TfliteConverterTests
{
    static readonly GraphNames Names = new("tiny", "in", ["out"]);

    [Fact]
    public void Same_padding_with_a_stride_puts_the_odd_pixel_below_and_to_the_right()
    {
        var file = new TinyTflite();
        var (picture, output) = (file.Tensor(1, 4, 4, 1), file.Tensor(1, 2, 2, 1));
        var (ones, bias) = (file.Constant([.. Enumerable.Repeat(1f, 9)], 1, 3, 3, 1), file.Constant([0.5f], 1));

        // SAME, stride 2, no activation: windows begin at 0 and 2, and the last one hangs over by one.
        var sums = Run(file.Finish(3, [picture, ones, bias], output, 0, 2, 2, 0, 1, 1), [.. Enumerable.Range(1, 16)]);

        Assert.Equal([54.5f, 45.5f, 72.5f, 54.5f], sums);
    }

    [Fact]
    public void Depthwise_filters_stay_with_their_channel_and_a_fused_relu_is_kept()
    {
        var file = new TinyTflite();
        var (picture, output) = (file.Tensor(1, 1, 2, 2), file.Tensor(1, 1, 2, 2));
        var (filters, bias) = (file.Constant([10f, -1f], 1, 1, 1, 2), file.Constant([0f, 0f], 2));

        Assert.Equal([10f, 0f, 30f, 0f], Run(file.Finish(4, [picture, filters, bias], output, 1, 1, 1, 1, 1, 1, 1), [1, 2, 3, 4]));
    }

    [Fact]
    public void A_pad_of_channels_fills_behind_them()
    {
        var file = new TinyTflite();
        var (picture, output) = (file.Tensor(1, 1, 2, 1), file.Tensor(1, 1, 2, 3));
        var pads = file.Constant([0, 0, 0, 0, 0, 0, 0, 2], 4, 2);

        Assert.Equal([7f, 0f, 0f, 8f, 0f, 0f], Run(file.Finish(34, [picture, pads], output), [7, 8]));
    }

    [Fact]
    public void A_reshape_uses_the_original_order()
    {
        var file = new TinyTflite();
        var (picture, output) = (file.Tensor(1, 2, 1, 2), file.Tensor(1, 4));

        Assert.Equal([1f, 2f, 3f, 4f], Run(file.Finish(22, [picture], output), [1, 2, 3, 4]));
    }

    [Fact]
    public void A_constant_of_one_value_per_channel_is_spread()
    {
        var file = new TinyTflite();
        var (picture, output) = (file.Tensor(1, 2, 1, 2), file.Tensor(1, 2, 1, 2));
        var factors = file.Constant([10f, 100f], 2);

        Assert.Equal([10f, 200f, 30f, 400f], Run(file.Finish(18, [picture, factors], output), [1, 2, 3, 4]));
    }

    [Fact]
    public void An_unknown_operator_is_named()
    {
        var file = new TinyTflite();
        var (picture, output) = (file.Tensor(1, 2, 2, 1), file.Tensor(1, 2, 2, 1));
        var finished = file.Finish(99, [picture], output);

        var refused = Assert.Throws<ConversionException>(() => TfliteConverter.Convert(finished, Names));
        Assert.Contains("operator 99 (writing tensor 1)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_activation_is_named()
    {
        var file = new TinyTflite();
        var (picture, output) = (file.Tensor(1, 2, 2, 1), file.Tensor(1, 2, 2, 1));
        var finished = file.Finish(0, [picture, picture], output, 3);

        var refused = Assert.Throws<ConversionException>(() => TfliteConverter.Convert(finished, Names));
        Assert.Contains("activation 3", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_and_cut_off_files_are_refused()
    {
        var file = new TinyTflite();
        var whole = file.Finish(22, [file.Tensor(1, 2, 1, 2)], file.Tensor(1, 4));

        Assert.Throws<ConversionException>(() => TfliteReader.Read("not a model at all"u8.ToArray()));
        Assert.Throws<ConversionException>(() => TfliteReader.Read(whole[..(whole.Length / 2)]));
    }

    [Fact]
    public void A_dlib_file_without_the_network_is_refused()
    {
        var refused = Assert.Throws<ConversionException>(() => DlibConverter.Convert(new byte[64], Names));
        Assert.Contains("no further tensor of 4736 x 1", refused.Message, StringComparison.Ordinal);
    }

    static float[] Run(byte[] tflite, float[] picture)
    {
        using var folder = new TemporaryFolder();
        using var model = new OnnxModel(folder.Write("tiny.onnx", TfliteConverter.Convert(tflite, Names)), "tiny", "1");
        using var result = model.Run(picture);
        return result["out"].ToArray();
    }
}
