using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Proctoring.Core.Vision.Onnx;

/// <summary>The list of models that the product uses, read from models.json and checked as a whole.</summary>
public sealed partial class ModelManifest
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    ModelManifest(IReadOnlyList<ModelEntry> models) => Models = models;

    public IReadOnlyList<ModelEntry> Models { get; }

    /// <summary>The manifest that is built into the product.</summary>
    public static ModelManifest BuiltIn()
    {
        using var json =
            typeof(ModelManifest).Assembly.GetManifestResourceStream("Proctoring.Core.Vision.Onnx.models.json")
            ?? throw new ModelManifestException(["The resource models.json is missing from the program."]);
        return Read(json);
    }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="ModelManifestException">The text is not such JSON, or entries are wrong; the message lists all errors.</exception>
    public static ModelManifest Read(Stream json)
    {
        try
        {
            return Of(JsonSerializer.Deserialize<ModelEntry[]>(json, Json) ?? []);
        }
        catch (JsonException e)
        {
            throw new ModelManifestException([$"The manifest is not a list of models: {e.Message}"]);
        }
    }

    /// <summary>Checks all entries and creates a manifest.</summary>
    /// <exception cref="ModelManifestException">Entries are wrong; the message lists all errors.</exception>
    public static ModelManifest Of(IReadOnlyList<ModelEntry> models)
    {
        string[] errors = [.. models.SelectMany(Errors), .. SharedErrors(models)];
        return errors is [] ? new ModelManifest(models) : throw new ModelManifestException(errors);
    }

    /// <summary>The entry of a model.</summary>
    /// <exception cref="KeyNotFoundException">No model has this id; the message lists the known ones.</exception>
    public ModelEntry this[string id] =>
        Models.FirstOrDefault(model => model.Id == id)
        ?? throw new KeyNotFoundException($"There is no model '{id}'; there are {string.Join(", ", Models.Select(model => model.Id))}.");

    static IEnumerable<string> Errors(ModelEntry model)
    {
        string? Unless(bool right, string wrong) => right ? null : $"{(string.IsNullOrEmpty(model.Id) ? "(no id)" : model.Id)}: {wrong}";

        return new[]
        {
            Unless(IdPattern().IsMatch(model.Id ?? ""), "the id must be lower-case letters, digits and dashes"),
            Unless(PackagePattern().IsMatch(model.Package ?? ""), "the package must be a name of the npm registry"),
            Unless(VersionPattern().IsMatch(model.Version ?? ""), "the version must be one exact version"),
            Unless(IsIntegrity(model.Integrity), "the integrity must be sha512- and 64 bytes in base64"),
            Unless(IsInside(model.File), "the file must be a path inside the package, with forward slashes"),
            Unless(model.Slice is null or { From: >= 0 } && !(model.Slice?.To <= model.Slice?.From), "the slice must begin before it ends"),
            Unless(Sha256Pattern().IsMatch(model.Sha256 ?? ""), "the sha256 must be 64 lower-case hex digits"),
            Unless(Sha256Pattern().IsMatch(model.OnnxSha256 ?? ""), "the onnxSha256 must be 64 lower-case hex digits"),
            Unless(
                model.Conversion != ModelConversion.None || model.Int8Of is not null || model.OnnxSha256 == model.Sha256,
                "without conversion sha256 and onnxSha256 must be the same"
            ),
            Unless(!string.IsNullOrWhiteSpace(model.Licence), "the licence is missing"),
            Unless(!string.IsNullOrWhiteSpace(model.Source), "the source is missing"),
            Unless(
                model.Shards.All(shard => IsInside(shard.File) && Sha256Pattern().IsMatch(shard.Sha256)),
                "the shards must be paths inside the package with a sha256 each"
            ),
            Unless(
                (model.Conversion == ModelConversion.Tfjs) == (model.Graph is not null),
                "a TensorFlow.js model and no other needs a graph"
            ),
            Unless(
                model.Int8Of is null || (IdPattern().IsMatch(model.Int8Of) && model.Int8Of != model.Id),
                "int8Of must be the id of another model"
            ),
            Unless(model.MoreInputs.All(IsTensor), "the further inputs need a name, a shape and a meaning each"),
            Unless(IsTensor(model.Input), "the input needs a name, a shape and a meaning"),
            Unless(model.Outputs is [_, ..] && model.Outputs.All(IsTensor), "the outputs need a name, a shape and a meaning each"),
        }.OfType<string>();
    }

    static IEnumerable<string> SharedErrors(IReadOnlyList<ModelEntry> models) =>
        [
            .. models
                .GroupBy(model => model.Id)
                .Where(same => same.Count() > 1)
                .Select(same => $"{same.Key}: the id is used {same.Count()} times"),
            .. models
                .GroupBy(model => model.PackageName)
                .Where(same => same.DistinctBy(model => model.Integrity).Count() > 1)
                .Select(same => $"{string.Join(", ", same.Select(model => model.Id))}: {same.Key} can have only one integrity"),
        ];

    static bool IsIntegrity(string? integrity) =>
        integrity?.StartsWith("sha512-", StringComparison.Ordinal) == true
        && Base64.IsValid(integrity.AsSpan(7), out var length)
        && length == 64;

    static bool IsInside(string? file) =>
        !string.IsNullOrEmpty(file) && !file.Contains('\\') && file.Split('/').All(part => part is not ("" or "." or ".."));

    static bool IsTensor(ModelTensor? tensor) =>
        tensor is { Shape: [_, ..] }
        && tensor.Shape.All(size => size is > 0 or -1)
        && !string.IsNullOrWhiteSpace(tensor.Name)
        && !string.IsNullOrWhiteSpace(tensor.Meaning);

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex IdPattern();

    [GeneratedRegex("^(@[a-z0-9._-]+/)?[a-z0-9][a-z0-9._-]*$")]
    private static partial Regex PackagePattern();

    [GeneratedRegex(@"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$")]
    private static partial Regex VersionPattern();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sha256Pattern();
}
