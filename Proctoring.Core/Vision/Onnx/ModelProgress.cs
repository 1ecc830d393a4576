namespace Proctoring.Core.Vision.Onnx;

/// <summary>The condition of a model's file.</summary>
public enum ModelCondition
{
    Ready,
    Missing,

    /// <summary>The hash differs from the manifest: the file was changed or belongs to an older version of the product.</summary>
    Damaged,
}

/// <summary>One model and the condition of its file.</summary>
public sealed record ModelState(ModelEntry Model, ModelCondition Condition);

/// <summary>The steps of a restore.</summary>
public enum ModelPhase
{
    /// <summary>Another process is restoring into the same folder.</summary>
    Wait,
    Download,
    Check,
    Convert,
    Ready,
}

/// <summary>The current step of a restore.</summary>
/// <param name="Number">The number of the package, from 1; 0 while waiting.</param>
/// <param name="Count">The number of packages; 0 while waiting.</param>
/// <param name="Phase">The step.</param>
/// <param name="Sentence">The same as a sentence.</param>
public sealed record ModelProgress(int Number, int Count, ModelPhase Phase, string Sentence);
