namespace Proctoring.Core.Vision.Onnx;

/// <summary>The list of models contradicts itself.</summary>
/// <param name="errors">One sentence for each error.</param>
public sealed class ModelManifestException(IReadOnlyList<string> errors)
    : Exception($"The list of models has {errors.Count} error{(errors.Count == 1 ? "" : "s")}: {string.Join("; ", errors)}.")
{
    public IReadOnlyList<string> Errors { get; } = errors;
}

/// <summary>A model's file is missing or damaged; the message says how to get it.</summary>
public sealed class ModelMissingException(ModelEntry model, ModelCondition condition, string folder)
    : Exception(
        $"The model '{model.Id}' is {(condition == ModelCondition.Damaged ? "damaged" : "missing")} in {folder}: "
            + $"run {ReadyModels.Command} in a copy of the source code, or copy the folder models of another installation of "
            + "this version there."
    )
{
    public ModelEntry Model { get; } = model;

    public ModelCondition Condition { get; } = condition;
}

/// <summary>How the models and fonts get onto a machine; the server never downloads them.</summary>
internal static class ReadyModels
{
    /// <summary>The command that downloads and converts them.</summary>
    public const string Command = "dotnet run --project tools -- models";
}
