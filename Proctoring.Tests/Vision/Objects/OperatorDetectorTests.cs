using OpenCvSharp;
using Proctoring.Core;
using Proctoring.Core.Vision.Objects;
using Proctoring.Tests.Vision.Onnx;
using Proctoring.Tools.Conversion;
using Xunit;

namespace Proctoring.Tests.Vision.Objects;

/// <summary>The operator's own detector is read according to its kind, or refused with the reason.</summary>
public sealed class OperatorDetectorTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>A network of 3×64×64 that gives the same rows for every picture.</summary>
    ObjectDetectorOptions Network(ObjectDetectorKind kind, int rows, int columns, params (int Row, int Column, float Value)[] values)
    {
        var constant = new float[rows * columns];
        foreach (var (row, column, value) in values)
            constant[row * columns + column] = value;
        var graph = new OnnxGraphBuilder("own");
        var nothing = graph.Node("Mul", [graph.Input("images", 1, 3, 64, 64), graph.Constant([0f])]);
        var zero = graph.Node("ReduceMean", [nothing], OnnxAttribute.Ints("axes", 1, 2, 3), OnnxAttribute.Int("keepdims", 0));
        graph.Output("output", graph.Add(graph.Constant(constant, 1, rows, columns), zero), 1, rows, columns);
        return new ObjectDetectorOptions
        {
            Path = folder.Write("own.onnx", graph.ToBytes()),
            Kind = kind,
            Classes = "person, teapot, cell phone",
        };
    }

    static IReadOnlyList<DetectedObject> Detect(ObjectDetectorOptions options)
    {
        using var detector = OperatorDetector.Load(options, "/")!;
        using var picture = new Mat(128, 128, MatType.CV_8UC3, Scalar.Black);
        return detector.Detect(picture);
    }

    [Fact]
    public void None_is_loaded_if_none_is_named() => Assert.Null(OperatorDetector.Load(new ObjectDetectorOptions(), "/"));

    [Fact]
    public void Yolox_boxes_grow_from_their_cells()
    {
        // 64 + 16 + 4 cells; row 64 is the first of the cells of 16 pixels, 65 the second.
        var found = Assert.Single(
            Detect(
                Network(
                    ObjectDetectorKind.Yolox,
                    84,
                    8,
                    (65, 0, 0.5f),
                    (65, 1, 1),
                    (65, 2, MathF.Log(0.5f)),
                    (65, 4, 0.8f),
                    (65, 7, 0.5f),
                    (65, 6, 0.9f)
                )
            )
        );

        Assert.Equal((ObjectClasses.Phone, 0.4f), (found.Class, found.Score));
        // Centre (24, 16) and 8 × 16 in the input, twice that in the picture.
        Assert.Equal(new Rect2f(40, 16, 16, 32), found.Box);
    }

    [Fact]
    public void NanoDet_boxes_reach_from_the_corners_of_their_cells()
    {
        // 64 + 16 + 4 + 1 cells; the spread of each side stands on the second bin.
        var found = Assert.Single(
            Detect(
                Network(
                    ObjectDetectorKind.NanoDet,
                    85,
                    3 + 32,
                    (69, 0, 0.7f),
                    (69, 1, 0.9f),
                    (69, 4, 1000),
                    (69, 12, 1000),
                    (69, 20, 1000),
                    (69, 28, 1000)
                )
            )
        );

        Assert.Equal((ObjectClasses.Person, 0.7f), (found.Class, found.Score));
        // Row 69 is the cell (1, 1) of 16 pixels: one cell to each side of (16, 16).
        Assert.Equal(new Rect2f(0, 0, 64, 64), found.Box);
    }

    [Fact]
    public void The_wrong_kind_or_list_of_classes_is_refused()
    {
        var yolox = Network(ObjectDetectorKind.Yolox, 84, 8);
        yolox.Classes = "person";
        Assert.Contains(
            "672 numbers instead of 84 rows of 6",
            Assert.Throws<NotSupportedException>(() => OperatorDetector.Load(yolox, "/")).Message,
            StringComparison.Ordinal
        );

        Assert.Contains(
            "not an SSD",
            Assert.Throws<NotSupportedException>(() => OperatorDetector.Load(Network(ObjectDetectorKind.Ssd, 84, 8), "/")).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<FileNotFoundException>(() => OperatorDetector.Load(new ObjectDetectorOptions { Path = "nowhere.onnx" }, "/"));
    }

    [Fact]
    public async Task The_restored_ssd_is_one_of_its_kind()
    {
        var store = await RestoredModels.StoreAsync(TestContext.Current.CancellationToken);
        var file = folder.Write("classes.txt", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', ObjectClasses.OfSsd)));
        using var detector = OperatorDetector.Load(
            new ObjectDetectorOptions
            {
                Path = store.PathOf("cocossd-10-int8"),
                Kind = ObjectDetectorKind.Ssd,
                ClassesFile = file,
            },
            "/"
        );
        Assert.IsType<SsdDetector>(detector);
    }
}
