using System.Security.Cryptography;

namespace Proctoring.Core.Vision.Onnx;

/// <summary>The folder of ready ONNX files. Checks the hash of each file before it is used.</summary>
/// <param name="modelsPath">The folder.</param>
/// <param name="manifest">The models of the folder.</param>
/// <param name="provider">The processor that runs the networks for pictures.</param>
public sealed class ModelStore(string modelsPath, ModelManifest manifest, InferenceProvider provider = InferenceProvider.Cpu)
{
    /// <summary>The folder's full path.</summary>
    public string Folder { get; } = Path.GetFullPath(modelsPath);

    public ModelManifest Manifest { get; } = manifest;

    /// <summary>The processor that runs the networks for pictures.</summary>
    public InferenceProvider Provider { get; } = provider;

    /// <summary>Checks the hash of a model and returns its path.</summary>
    /// <exception cref="ModelMissingException">It is missing or damaged.</exception>
    /// <exception cref="KeyNotFoundException">There is no model of this id.</exception>
    public string PathOf(string id)
    {
        var model = Manifest[id];
        var condition = ConditionOf(model);
        return condition == ModelCondition.Ready ? FileOf(model) : throw new ModelMissingException(model, condition, Folder);
    }

    /// <summary>Loads a model.</summary>
    /// <exception cref="ModelMissingException">It is missing or damaged.</exception>
    /// <exception cref="KeyNotFoundException">There is no model of this id.</exception>
    public OnnxModel Open(string id) => new(PathOf(id), id, Manifest[id].Version, Provider);

    /// <summary>Loads several models. If one fails, none stays loaded.</summary>
    /// <exception cref="ModelMissingException">One is missing or damaged.</exception>
    /// <exception cref="KeyNotFoundException">There is no model of one of the ids.</exception>
    public IReadOnlyList<OnnxModel> OpenAll(params IEnumerable<string> ids) =>
        AllOrNone.Create(ids.Select(id => (Func<OnnxModel>)(() => Open(id))));

    /// <summary>Compares the hash of every model's file.</summary>
    public IReadOnlyList<ModelState> Check() => [.. Manifest.Models.Select(model => new ModelState(model, ConditionOf(model)))];

    internal string FileOf(ModelEntry model) => Path.Combine(Folder, $"{model.Id}.onnx");

    ModelCondition ConditionOf(ModelEntry model)
    {
        if (!File.Exists(FileOf(model)))
            return ModelCondition.Missing;

        using var file = File.OpenRead(FileOf(model));
        return Convert.ToHexStringLower(SHA256.HashData(file)) == model.OnnxSha256 ? ModelCondition.Ready : ModelCondition.Damaged;
    }
}
