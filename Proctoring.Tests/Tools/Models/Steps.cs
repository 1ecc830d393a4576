using Proctoring.Tools.Models;

namespace Proctoring.Tests.Tools.Models;

/// <summary>Records the steps of a restore, and may act on one; unlike <see cref="Progress{T}"/>, it is called at once.</summary>
internal sealed class Steps(Action<ModelProgress>? act = null) : IProgress<ModelProgress>
{
    public List<ModelProgress> Seen { get; } = [];

    public void Report(ModelProgress value)
    {
        Seen.Add(value);
        act?.Invoke(value);
    }
}
