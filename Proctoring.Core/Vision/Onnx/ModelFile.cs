using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Proctoring.Core.Vision.Conversion;

namespace Proctoring.Core.Vision.Onnx;

/// <summary>Turns the file of a package into a finished ONNX file, every step of which is checked.</summary>
internal static class ModelFile
{
    /// <summary>Checks, cuts, converts and tries a model, and returns the finished file's path.</summary>
    /// <param name="model">What it must be.</param>
    /// <param name="original">The file as it is in the package.</param>
    /// <param name="folder">Where to write; on the same disk as the place of use, so that it can be moved there in one step.</param>
    /// <exception cref="ModelRestoreException">The file, or what it was converted to, is not what was pinned, or does not run.</exception>
    public static string Make(ModelEntry model, byte[] original, string folder)
    {
        var weights = Cut(model, original);
        if (Hash(weights) != model.Sha256)
            throw new ModelRestoreException(
                $"The file {model.File} of {model.PackageName} is not the one this version was built for (its sha256 differs): " +
                "this version of the product needs a corrected models.json.");

        try
        {
            var onnx = Convert(model, weights);
            if (Hash(onnx) != model.OnnxSha256)
                throw new ModelRestoreException(
                    $"The model {model.Id} of {model.PackageName} was converted to something else than expected (sha256 {Hash(onnx)}): " +
                    "please report this.");

            var path = Path.Combine(folder, $"{model.Id}.onnx");
            Write(path, onnx);
            Try(model, path);
            return path;
        }
        catch (Exception e) when (e is ConversionException or OnnxRuntimeException or NotSupportedException)
        {
            throw new ModelRestoreException(
                $"The model {model.Id} of {model.PackageName} can't be used: {e.Message.TrimEnd('.')}; please report this.", e);
        }
    }

    /// <summary>Converts the checked weights to ONNX, under the names that the manifest gives to input and outputs.</summary>
    public static byte[] Convert(ModelEntry model, byte[] weights)
    {
        var names = new GraphNames(model.Id, model.Input.Name, [.. model.Outputs.Select(output => output.Name)]);
        return model.Conversion switch
        {
            ModelConversion.None => weights,
            ModelConversion.Tflite => TfliteConverter.Convert(weights, names),
            ModelConversion.Dlib => DlibConverter.Convert(weights, names),
            _ => throw new ConversionException($"There is no converter for {model.Conversion}."),
        };
    }

    static byte[] Cut(ModelEntry model, byte[] original)
    {
        if (model.Slice is not { } slice)
            return original;

        return slice.To <= original.Length
            ? original[slice.From..slice.To]
            : throw new ModelRestoreException(
                $"The file {model.File} of {model.PackageName} is too short: this version of the product needs a corrected models.json.");
    }

    static void Write(string path, byte[] onnx)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        file.Write(onnx);
        // A power cut after the move must not leave a whole name on half a file.
        file.Flush(flushToDisk: true);
    }

    static void Try(ModelEntry model, string path)
    {
        using var onnx = new OnnxModel(path, model.Id, model.Version);
        if (onnx.InputName != model.Input.Name || !onnx.InputShape.SequenceEqual(model.Input.Shape))
            throw new NotSupportedException($"its input is {onnx.InputName} [{string.Join(", ", onnx.InputShape)}]");
        if (model.Outputs.FirstOrDefault(output => !onnx.OutputNames.Contains(output.Name)) is { } missing)
            throw new NotSupportedException($"it has no output {missing.Name}");
    }

    static string Hash(byte[] bytes) => System.Convert.ToHexStringLower(SHA256.HashData(bytes));
}
