namespace Proctoring.Core.Vision.Onnx;

/// <summary>Whether a model's file is there and whole.</summary>
public enum ModelCondition
{
    Ready,
    Missing,

    /// <summary>The file's hash is not the manifest's: it was changed, or belongs to an older version of the product.</summary>
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

/// <summary>What a restore is doing just now.</summary>
/// <param name="Number">The package being worked on, from 1; 0 while waiting.</param>
/// <param name="Count">How many packages there are to work on; 0 while waiting.</param>
/// <param name="Phase">The step.</param>
/// <param name="Sentence">The same for people.</param>
public sealed record ModelProgress(int Number, int Count, ModelPhase Phase, string Sentence);
