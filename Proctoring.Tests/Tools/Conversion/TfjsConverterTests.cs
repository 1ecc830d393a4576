using Proctoring.Core.Vision.Onnx;
using Proctoring.Tools.Conversion;
using Xunit;

namespace Proctoring.Tests.Tools.Conversion;

/// <summary>The TensorFlow.js converter on graphs of a few nodes, whose results can be worked out by hand.</summary>
public sealed class TfjsConverterTests
{
    const string Valid =
        """{"data_format": {"s": "TkhXQw=="}, "padding": {"s": "VkFMSUQ="}, "strides": {"list": {"i": ["1", "1", "1", "1"]}}}""";
    const string SameStride2 =
        """{"data_format": {"s": [78, 72, 87, 67]}, "padding": {"s": [83, 65, 77, 69]}, "strides": {"list": {"i": [1, 2, 2, 1]}}}""";

    static readonly float[] Nine = [.. Enumerable.Repeat(1f, 9)];

    [Fact]
    public void Same_padding_with_a_stride_puts_the_odd_pixel_below_and_to_the_right()
    {
        var file = new TinyTfjs();
        file.Node("Conv2D", "sums", $"in {file.Floats("ones", Nine, 3, 3, 1, 1)}", SameStride2);

        var (values, shape) = file.Run("sums", [1, 4, 4, 1], [.. Enumerable.Range(1, 16)]);

        Assert.Equal([54f, 45f, 72f, 54f], values);
        Assert.Equal([1L, 2, 2, 1], shape);
    }

    [Fact]
    public void A_pad_goes_into_the_convolution_behind_it_through_transposes()
    {
        // As onnx-tensorflow writes it: the picture NCHW, padded, and turned for each convolution.
        var file = new TinyTfjs();
        file.Node("Pad", "padded", $"in {file.Constant("pads", "int32", (int[])[0, 0, 0, 0, 1, 1, 1, 1], [4, 2])}");
        file.Node("Transpose", "nhwc", $"padded {file.Ints("there", 0, 2, 3, 1)}");
        file.Node("Conv2D", "sums", $"nhwc {file.Floats("ones", Nine, 3, 3, 1, 1)}", Valid);
        file.Node("Transpose", "nchw", $"sums {file.Ints("back", 0, 3, 1, 2)}");

        var (values, shape) = file.Run("nchw", [1, 1, 2, 2], [1, 2, 3, 4]);

        Assert.Equal([10f, 10f, 10f, 10f], values);
        Assert.Equal([1L, 1, 2, 2], shape);
        var onnx = System.Text.Encoding.Latin1.GetString(file.Convert("nchw", [1, 1, 2, 2]));
        Assert.DoesNotContain("Transpose", onnx, StringComparison.Ordinal);
        Assert.DoesNotContain("Pad_", onnx, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pad_that_no_window_can_absorb_stays()
    {
        var file = new TinyTfjs();
        file.Node(
            "PadV2",
            "padded",
            $"in {file.Constant("pads", "int32", (int[])[0, 0, 0, 0, 0, 1, 0, 1], [4, 2])} {file.Floats("seven", [7], 1)}"
        );
        file.Node("Relu", "out", "padded");

        Assert.Equal([1f, 7f, 7f, 7f], file.Run("out", [1, 1, 1, 1], [1]).Values);
    }

    [Fact]
    public void Constants_of_all_types_are_read()
    {
        var file = new TinyTfjs();
        file.Node(
            "AddN",
            "sum",
            string.Join(
                ' ',
                "in",
                file.Floats("float", [0.5f], 1),
                file.Constant("half", "float32", (Half[])[(Half)0.25], [1], """{"dtype": "float16", "original_dtype": "float32"}"""),
                file.Constant(
                    "byte",
                    "float32",
                    (byte[])[3],
                    [1],
                    """{"dtype": "uint8", "scale": 2.0, "min": -1.0, "original_dtype": "float32"}"""
                ),
                file.Constant(
                    "short",
                    "float32",
                    (ushort[])[1000],
                    [1],
                    """{"dtype": "uint16", "scale": 0.001, "min": 1.0, "original_dtype": "float32"}"""
                ),
                file.Constant("flag", "bool", (byte[])[1], [1])
            )
        );

        Assert.Equal(100 + 0.5 + 0.25 + 5 + 2 + 1, file.Run("sum", [1, 1], [100]).Values[0], 1e-4f);
    }

    [Fact]
    public void Values_computed_from_shapes_become_constants_and_a_reshape_uses_the_original_order()
    {
        var file = new TinyTfjs();
        file.Node("Conv2D", "same", $"in {file.Floats("unit", [1, 0, 0, 1], 1, 1, 2, 2)}", Valid);
        file.Node("Shape", "shape", "same");
        file.Node(
            "StridedSlice",
            "batch",
            $"shape {file.Ints("from", 0)} {file.Ints("to", 1)} {file.Ints("step", 1)}",
            """{"shrink_axis_mask": {"i": "1"}}"""
        );
        file.Node("Pack", "target", $"batch {file.Constant("rest", "int32", (int[])[-1], [])}");
        file.Node("Reshape", "flat", "same target");

        var (values, shape) = file.Run("flat", [1, 1, 2, 2], [1, 2, 3, 4]);

        Assert.Equal([1f, 2f, 3f, 4f], values);
        Assert.Equal([1L, 4], shape);
    }

    [Fact]
    public void Parts_of_channels_are_cut_and_put_together()
    {
        var file = new TinyTfjs();
        file.Node("Conv2D", "same", $"in {file.Floats("unit", [1, 0, 0, 1], 1, 1, 2, 2)}", Valid);
        file.Node("SplitV", "parts", $"same {file.Ints("sizes", 1, 1)} {file.Constant("axis", "int32", (int[])[-1], [])}");
        file.Node("ConcatV2", "swapped", "parts:1 parts axis");

        Assert.Equal([2f, 1f, 4f, 3f], file.Run("swapped", [1, 1, 2, 2], [1, 2, 3, 4]).Values);
    }

    [Fact]
    public void A_constant_behind_a_sum_goes_to_its_first_part()
    {
        var file = new TinyTfjs();
        file.Node("AddN", "sum", "in in");
        file.Node("Add", "shifted", $"{file.Floats("five", [5], 1)} sum");

        Assert.Equal([7f], file.Run("shifted", [1, 1], [1]).Values);
    }

    [Fact]
    public void A_cut_omits_earlier_nodes_sets_constants_and_prunes_columns()
    {
        var file = new TinyTfjs();
        file.Node("NonsenseBefore", "middle", "in");
        file.Node("Mul", "scaled", $"middle {file.Floats("factor", [2], 1)}");
        file.Node("Conv2D", "classes", $"scaled {file.Floats("filters", [1, 10, 100], 1, 1, 1, 3)}", Valid);

        var cut = new TfjsCut(
            "middle",
            ["classes"],
            new Dictionary<string, IReadOnlyList<double>> { ["factor"] = [3] },
            new TfjsPruning(["filters"], 3, [2, 0])
        );
        Assert.Equal([300f, 3f], file.Run("classes", [1, 1, 1, 1], [1], cut).Values);

        Assert.Contains(
            "no constant other",
            Assert
                .Throws<ConversionException>(() =>
                    file.Convert(
                        "classes",
                        [1, 1, 1, 1],
                        cut with
                        {
                            Set = new Dictionary<string, IReadOnlyList<double>> { ["other"] = [3] },
                        }
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "groups of 2",
            Assert
                .Throws<ConversionException>(() =>
                    file.Convert("classes", [1, 1, 1, 1], cut with { Prune = new TfjsPruning(["filters"], 2, [0]) })
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_unknown_operator_is_named()
    {
        var file = new TinyTfjs();
        file.Node("TopKV2", "best", "in");

        Assert.Contains(
            "operator TopKV2 (writing best)",
            Assert.Throws<ConversionException>(() => file.Convert("best", [1, 4])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Other_files_and_missing_weights_are_refused()
    {
        var file = new TinyTfjs();
        file.Node("Add", "sum", $"in {file.Floats("five", [5], 1)}");
        var (json, shards) = file.Files();

        Assert.Throws<ConversionException>(() => TfjsReader.Read("not a model"u8.ToArray(), []));
        Assert.Throws<ConversionException>(() => TfjsReader.Read("{}"u8.ToArray(), []));
        Assert.Contains(
            "end before five",
            Assert.Throws<ConversionException>(() => TfjsReader.Read(json, shards[..1])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "too many",
            Assert.Throws<ConversionException>(() => TfjsReader.Read(json, [.. shards, .. shards])).Message,
            StringComparison.Ordinal
        );
    }
}
