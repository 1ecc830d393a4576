namespace Proctoring.Core.Sessions.Running;

/// <summary>Lets something pass once in an interval on average, and a few at once, because networks bunch what left evenly. Thread-safe.</summary>
internal sealed class RateLimit(TimeSpan interval, int burst)
{
    readonly Lock gate = new();
    DateTime due;

    /// <summary>Whether this one may pass; one that may not counts for nothing.</summary>
    public bool Pass(DateTime at)
    {
        // The generic cell rate algorithm (ITU-T I.371): one number instead of a list of times.
        lock (gate)
        {
            var next = due > at ? due : at;
            if (next - at > interval * (burst - 1))
                return false;
            due = next + interval;
            return true;
        }
    }
}
