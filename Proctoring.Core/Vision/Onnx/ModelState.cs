namespace Proctoring.Core.Vision.Onnx;

/// <summary>The condition of a model's file.</summary>
public enum ModelCondition
{
    Ready,
    Missing,

    /// <summary>The hash differs from the manifest: the file was changed or belongs to another version of the product.</summary>
    Damaged,
}

/// <summary>One model and the condition of its file.</summary>
public sealed record ModelState(ModelEntry Model, ModelCondition Condition);
