namespace Proctoring.Core.Vision;

/// <summary>Remembers the steps that failed in a session, so that their facts do not count as examined. Not thread-safe.</summary>
internal sealed class FailedSteps
{
    /// <summary>How long a failure counts without a success. Each step is repeated sooner, if there is anything to examine.</summary>
    static readonly TimeSpan Counts = TimeSpan.FromSeconds(20);

    readonly Dictionary<string, DateTime> failed = new(StringComparer.Ordinal);

    /// <summary>Returns whether a step failed lately and has not succeeded since.</summary>
    public bool Any(DateTime at)
    {
        foreach (var failedAt in failed.Values)
        {
            if (at - failedAt <= Counts)
                return true;
        }

        return false;
    }

    /// <summary>Records a failure.</summary>
    public void Failed(string step, DateTime at) => failed[step] = at;

    /// <summary>Records a success.</summary>
    public void Succeeded(string step) => failed.Remove(step);
}
