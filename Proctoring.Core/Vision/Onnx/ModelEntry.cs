using System.Text.Json.Serialization;

namespace Proctoring.Core.Vision.Onnx;

/// <summary>How a file of a package becomes an ONNX file.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelConversion>))]
public enum ModelConversion
{
    /// <summary>It already is an ONNX file.</summary>
    None,

    /// <summary>From a TensorFlow Lite file.</summary>
    Tflite,

    /// <summary>From the weights of dlib's face recognition network.</summary>
    Dlib,

    /// <summary>From the model.json and the shards of a TensorFlow.js graph model.</summary>
    Tfjs,
}

/// <summary>The bytes <c>[From, To)</c> of a file that packs several models.</summary>
public sealed record ModelSlice(int From, int To);

/// <summary>An additional file that a model's main file needs.</summary>
/// <param name="File">The file's path in the package, with forward slashes.</param>
/// <param name="Sha256">Hash of the file in lower-case hex.</param>
public sealed record ModelShard(string File, string Sha256);

/// <summary>An input or output of a model.</summary>
/// <param name="Name">Its name in the ONNX file.</param>
/// <param name="Shape">Its dimensions; -1 accepts any size.</param>
/// <param name="Meaning">Order, unit and range of the values, for readers.</param>
public sealed record ModelTensor(string Name, IReadOnlyList<int> Shape, string Meaning);

/// <summary>One model: the source and hash of its weights, its input and its outputs.</summary>
/// <param name="Id">Its name in the code.</param>
/// <param name="Package">The package of the npm registry.</param>
/// <param name="Version">The package's version.</param>
/// <param name="Integrity">The package's hash as npm writes it: sha512- and base64.</param>
/// <param name="File">The file's path in the package, with forward slashes.</param>
/// <param name="Slice">The part of the file to use; null: all of it.</param>
/// <param name="Sha256">Hash of the file, or of its slice, in lower-case hex.</param>
/// <param name="Conversion">Its conversion to ONNX.</param>
/// <param name="OnnxSha256">Hash of the finished file; conversion is reproducible to the byte.</param>
/// <param name="Licence">The licence's SPDX name.</param>
/// <param name="Source">The author of the weights, for attribution.</param>
/// <param name="Input">The input picture.</param>
/// <param name="Outputs">The outputs.</param>
public sealed record ModelEntry(
    string Id,
    string Package,
    string Version,
    string Integrity,
    string File,
    ModelSlice? Slice,
    string Sha256,
    ModelConversion Conversion,
    string OnnxSha256,
    string Licence,
    string Source,
    ModelTensor Input,
    IReadOnlyList<ModelTensor> Outputs
)
{
    /// <summary>The files that belong to the main one, in its order; most models have none.</summary>
    public IReadOnlyList<ModelShard> Shards { get; init; } = [];

    /// <summary>The part of a TensorFlow.js graph to convert; null for other conversions.</summary>
    public TfjsCut? Graph { get; init; }

    /// <summary>The id of the network of floats whose 8-bit form this is; null if there is none (docs/decisions/0044-int8.md).</summary>
    public string? Int8Of { get; init; }

    /// <summary>
    /// Inputs besides <see cref="Input"/>, such as the state that a network passes from run to run; most models have none.
    /// </summary>
    public IReadOnlyList<ModelTensor> MoreInputs { get; init; } = [];

    /// <summary>All files of the package that are needed.</summary>
    [JsonIgnore]
    public IEnumerable<string> Files => [File, .. Shards.Select(shard => shard.File)];

    /// <summary>The package as npm names it: <c>name@version</c>.</summary>
    [JsonIgnore]
    public PackageName PackageName => new(Package, Version);
}

/// <summary>A package of the npm registry in one version.</summary>
public sealed record PackageName(string Name, string Version)
{
    public override string ToString() => $"{Name}@{Version}";
}
