using System.Buffers.Binary;
using System.Security.Cryptography;
using Proctoring.Tools.Conversion;
using Xunit;

namespace Proctoring.Tests.Tools.Conversion;

/// <summary>A converter that writes different bytes makes every onnxSha256 in models.json wrong, even if restored files hide it.</summary>
/// <remarks>If one of these fails because of an intended change of the converter, restore the models again and correct the pins there, then
/// here.</remarks>
public sealed class PinnedConversionTests
{
    static readonly GraphNames Names = new("pinned", "image", ["embedding"]);

    [Fact]
    public void The_tflite_converter_writes_the_bytes_it_always_wrote()
    {
        var convolution = new TinyTflite();
        var (picture, output) = (convolution.Tensor(2, 4, 4, 3), convolution.Tensor(2, 2, 2, 3));
        var filters = convolution.Constant([.. Enumerable.Range(0, 27).Select(i => i * 0.25f)], 1, 3, 3, 3);
        var bias = convolution.Constant([1f, 2f, 3f], 3);
        AssertPinned(
            "dcfb0275d43e2a1ee81f8405c848004d228b5dbb29380be23d4c761719a76751",
            TfliteConverter.Convert(convolution.Finish(4, [picture, filters, bias], output, 0, 2, 2, 1, 1, 1, 1), Names)
        );

        var prelu = new TinyTflite();
        (picture, output) = (prelu.Tensor(1, 2, 2, 3), prelu.Tensor(1, 2, 2, 3));
        var slopes = prelu.Constant([0.25f, 0.5f, 0.75f], 1, 1, 3);
        AssertPinned(
            "8d8b251b9584d719e765ae33fa47ea6dc7091f362eb22587871c15d23224e720",
            TfliteConverter.Convert(prelu.Finish(54, [picture, slopes], output), Names)
        );
    }

    [Fact]
    public void The_tfjs_converter_writes_the_bytes_it_always_wrote()
    {
        const string window = """
            {"padding": {"s": "U0FNRQ=="}, "strides": {"list": {"i": ["1", "2", "2", "1"]}}, "fused_ops": {"list": {"s":
            ["Qmlhc0FkZA==", "UHJlbHU="]}}}
            """;
        var file = new TinyTfjs();
        file.Node(
            "_FusedConv2D",
            "convolved",
            string.Join(
                ' ',
                "in",
                file.Floats("filters", [.. Enumerable.Range(0, 54).Select(i => i * 0.25f)], 3, 3, 3, 2),
                file.Floats("bias", [1, 2], 2),
                file.Floats("slopes", [0.25f, 0.5f], 2)
            ),
            window
        );
        file.Node("ConcatV2", "twice", $"convolved convolved {file.Ints("axis", 3)}");
        AssertPinned("8418049a112854d64e5404a7a330aea092b0458b724581b32186910a27db224b", file.Convert("twice", [1, 4, 4, 3]));
    }

    [Fact]
    public void The_dlib_converter_writes_the_bytes_it_always_wrote() =>
        AssertPinned("fe4b2deedcdd18f0f8e358b415368592f13c8cb099383648f472bdf313f35f3a", DlibConverter.Convert(DlibFile(), Names));

    // The 29 convolutions of the network with a weight for each, their affine layers, and the last matrix.
    static byte[] DlibFile()
    {
        using var file = new MemoryStream();
        var convolutions = new[] { (3, 32, 7) }
            .Concat(Enumerable.Repeat((32, 32, 3), 6))
            .Append((32, 64, 3))
            .Concat(Enumerable.Repeat((64, 64, 3), 7))
            .Append((64, 128, 3))
            .Concat(Enumerable.Repeat((128, 128, 3), 5))
            .Append((128, 256, 3))
            .Concat(Enumerable.Repeat((256, 256, 3), 7));
        foreach (var (from, to, window) in convolutions)
        {
            Tensor(from * to * window * window + to, 1);
            Tensor(2 * to, 1);
        }

        Tensor(256, 128);
        return file.ToArray();

        void Tensor(int samples, int channels)
        {
            int[] header = [2, samples, channels, 1, 1];
            foreach (var number in header)
            {
                byte[] digits = [.. BitConverter.GetBytes(number).Reverse().SkipWhile(digit => digit == 0).Reverse()];
                file.WriteByte((byte)digits.Length);
                file.Write(digits);
            }

            Span<byte> four = stackalloc byte[4];
            for (var i = 0; i < samples * channels; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(four, (i % 13 - 6) * 0.03f);
                file.Write(four);
            }
        }
    }

    static void AssertPinned(string sha256, byte[] onnx)
    {
        var actual = Convert.ToHexStringLower(SHA256.HashData(onnx));
        Assert.True(sha256 == actual, $"The converted file's sha256 is {actual}, not {sha256}.");
    }
}
