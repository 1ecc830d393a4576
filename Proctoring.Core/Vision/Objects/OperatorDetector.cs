using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision.Objects;

/// <summary>Loads the detector that the settings name and checks that it is of the kind they say.</summary>
internal static class OperatorDetector
{
    /// <summary>Loads the detector; null if the settings name none.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="root">The folder for relative paths.</param>
    /// <param name="provider">The processor that runs it.</param>
    /// <exception cref="NotSupportedException">The file is of another kind or has another number of classes; the message says
    /// which.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    public static IObjectDetector? Load(
        ObjectDetectorOptions options,
        string root,
        InferenceProvider provider = InferenceProvider.Cpu
    )
    {
        if (options.Path.Length == 0)
            return null;
        var path = System.IO.Path.GetFullPath(options.Path, root);
        if (!File.Exists(path))
            throw new FileNotFoundException($"The settings name the object detector {path}, which does not exist.", path);

        var classes = ClassesOf(options, root);
        var model = new OnnxModel(path, System.IO.Path.GetFileNameWithoutExtension(path), $"({options.Kind})", provider);
        try
        {
            return options.Kind switch
            {
                ObjectDetectorKind.Yolox => new YoloxDetector(model, classes),
                ObjectDetectorKind.NanoDet => new NanoDetPlusDetector(model, classes),
                _ => Ssd(model, classes),
            };
        }
        catch (NotSupportedException)
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Returns the input size of a network of 1 × 3 × height × width.</summary>
    public static Size InputOf(OnnxModel model) =>
        model.InputShape is [_, 3, > 0 and var height, > 0 and var width]
            ? new Size(width, height)
            : throw new NotSupportedException($"The object detector {model} does not accept pictures of 1 x 3 x height x width.");

    /// <summary>Counts the cells of the grids over the input.</summary>
    public static int Cells(Size input, IEnumerable<int> strides) =>
        strides.Sum(stride => (input.Width + stride - 1) / stride * ((input.Height + stride - 1) / stride));

    /// <summary>Runs the network once and compares the length of its output.</summary>
    public static void Check(OnnxModel model, int rows, int columns)
    {
        using var outputs = model.Run(new float[model.PictureLength]);
        if (outputs[0].Length != rows * columns)
        {
            throw new NotSupportedException(
                $"The object detector {model} returns {outputs[0].Length} numbers instead of {rows} rows of {columns}. Check its "
                    + "kind and classes."
            );
        }
    }

    static SsdDetector Ssd(OnnxModel model, List<string> classes)
    {
        using var outputs = model.Run(new float[model.PictureLength]);
        return
            model.InputShape is [1, 300, 300, 3]
            && model.OutputNames.Order().SequenceEqual(["boxes", "scores"])
            && outputs["scores"].Length == SsdAnchors.All.Length * classes.Count
            ? new SsdDetector(model, classes)
            : throw new NotSupportedException(
                $"The object detector {model} is not an SSD like cocossd-10. Check its kind and its list of classes."
            );
    }

    static List<string> ClassesOf(ObjectDetectorOptions options, string root)
    {
        var names =
            options.ClassesFile.Length > 0
                ? File.ReadAllLines(System.IO.Path.GetFullPath(options.ClassesFile, root))
                : options.Classes.Split(',');
        return [.. names.Select(name => name.Trim()).Where(name => name.Length > 0)];
    }
}
