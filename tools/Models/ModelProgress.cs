namespace Proctoring.Tools.Models;

/// <summary>The steps of a restore.</summary>
internal enum ModelPhase
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
internal sealed record ModelProgress(int Number, int Count, ModelPhase Phase, string Sentence);

/// <summary>Writes the progress of a restore as lines.</summary>
internal sealed class ProgressLines(TextWriter output) : IProgress<ModelProgress>
{
    public void Report(ModelProgress value) => output.WriteLine($"[{value.Number}/{value.Count}] {value.Sentence}");
}
