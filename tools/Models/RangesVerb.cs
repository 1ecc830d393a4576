using Microsoft.Extensions.DependencyInjection;
using OpenCvSharp;
using Proctoring.Core.Vision.Objects;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Tools.Quantization;
using Proctoring.Web.Verbs;

namespace Proctoring.Tools.Models;

/// <summary>The verb `ranges PICTURES FOLDER`: measures the ranges of the 8-bit networks on photographs and writes a file for each. It
/// runs only when a network changes; the files belong to the repository.</summary>
internal static class RangesVerb
{
    /// <summary>How each network sees a photograph: as its detector prepares it.</summary>
    static readonly Dictionary<string, Func<Mat, IEnumerable<float[]>>> Inputs = new()
    {
        ["cocossd-10"] = picture => Parts(picture.Size()).Select(part => Ssd(picture, part)),
        ["nanodet"] = picture => [NanoDet(picture)],
    };

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var pictures, var folder] || !Directory.Exists(pictures) || !Directory.Exists(folder))
        {
            await Console.Error.WriteLineAsync("usage: ranges PICTURES FOLDER (two folders that exist)");
            return 2;
        }

        await using var host = VerbHost.Create();
        if (host is null)
            return 1;
        try
        {
            var store = FloatModels.In(host.Services.GetRequiredService<ModelStore>());
            await new ModelRestore(store, host.Services.GetRequiredService<TimeProvider>()).RestoreAsync(new ProgressLines(Console.Out));
            foreach (var model in store.Manifest.Models)
                await MeasureAsync(store, model, pictures, folder);
        }
        catch (ModelRestoreException cause)
        {
            await Console.Error.WriteLineAsync(cause.Message);
            return 1;
        }

        return 0;
    }

    static async Task MeasureAsync(ModelStore store, ModelEntry model, string pictures, string folder)
    {
        var inputs = new List<float[]>();
        foreach (var file in Directory.EnumerateFiles(pictures).Order(StringComparer.Ordinal))
        {
            using var picture = Cv2.ImRead(file);
            if (picture.Empty())
                Console.WriteLine($"{file} is not a picture and was skipped.");
            else
                inputs.AddRange(Inputs[model.Id](picture));
        }

        using var measure = new RangeMeasure(await File.ReadAllBytesAsync(store.PathOf(model.Id)));
        var ranges = measure.Measure(inputs, [.. model.Input.Shape.Select(size => (long)size)]);
        await File.WriteAllTextAsync(Path.Combine(folder, $"{model.Id}.json"), ranges.ToString());
        Console.WriteLine($"{model.Id}: {ranges.Tensors.Count} ranges from {inputs.Count} inputs.");
    }

    /// <summary>The whole, the lower part and a square in the middle, because the first network also reads parts.</summary>
    static IEnumerable<Rect> Parts(Size size)
    {
        var side = Math.Min(size.Width, size.Height) / 2;
        return
        [
            new(0, 0, size.Width, size.Height),
            ObjectPasses.Lower(size),
            new((size.Width - side) / 2, (size.Height - side) / 2, side, side),
        ];
    }

    static float[] Ssd(Mat picture, Rect part)
    {
        using var cut = new Mat(picture, part);
        using var input = SsdDetector.Input(cut);
        return input.Floats.ToArray();
    }

    static float[] NanoDet(Mat picture)
    {
        using var fitted = NanoDetDetector.Fit(picture);
        using var input = NanoDetGrid.Normalized(fitted.Pixels);
        return input.Floats.ToArray();
    }
}
