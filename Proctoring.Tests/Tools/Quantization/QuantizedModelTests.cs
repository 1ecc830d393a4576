using OpenCvSharp;
using Proctoring.Core.Vision.Objects;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Tests.Support;
using Proctoring.Tests.Vision.Onnx;
using Xunit;

namespace Proctoring.Tests.Tools.Quantization;

/// <summary>The restored 8-bit detectors find on real pictures what their networks of floats find.</summary>
public sealed class QuantizedModelTests
{
    /// <summary>Measured: scores differ by 0.03 in the mean; what lies close to a threshold may differ.</summary>
    const float Certain = 0.6f;

    const float MostDifference = 0.25f;

    [Fact]
    public async Task The_8_bit_ssd_finds_what_its_floats_find() =>
        AssertSame(new SsdDetector(await FloatAsync("cocossd-10")), new SsdDetector(await Int8Async("cocossd-10-int8")));

    [Fact]
    public async Task The_8_bit_nanodet_finds_what_its_floats_find() =>
        AssertSame(new NanoDetDetector(await FloatAsync("nanodet")), new NanoDetDetector(await Int8Async("nanodet-int8")));

    static void AssertSame(IObjectDetector floats, IObjectDetector integers)
    {
        using (floats)
        using (integers)
        {
            using var candidate = TestPictures.Candidate();
            var (expected, actual) = (floats.Detect(candidate), integers.Detect(candidate));
            Assert.Contains(expected, found => found.Score >= Certain);
            AssertFound(expected, actual);
            AssertFound(actual, expected);
        }
    }

    static void AssertFound(IReadOnlyList<DetectedObject> certain, IReadOnlyList<DetectedObject> among)
    {
        foreach (var one in certain.Where(found => found.Score >= Certain))
            Assert.Contains(
                among,
                other => other.Class == one.Class && Math.Abs(other.Score - one.Score) < MostDifference && Near(other.Box, one.Box)
            );
    }

    static bool Near(Rect2f a, Rect2f b)
    {
        var both = a.Intersect(b);
        return both.Width * both.Height >= 0.7f * Math.Max(a.Width * a.Height, b.Width * b.Height);
    }

    static async Task<OnnxModel> FloatAsync(string id) =>
        (await RestoredModels.FloatsAsync(TestContext.Current.CancellationToken)).Open(id);

    static async Task<OnnxModel> Int8Async(string id) => (await RestoredModels.StoreAsync(TestContext.Current.CancellationToken)).Open(id);
}
