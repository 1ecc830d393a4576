namespace Proctoring.Core.Sessions.Running;

/// <summary>A span in which the server itself stalled.</summary>
/// <param name="Since">The beginning, UTC.</param>
/// <param name="Until">The end, UTC; null while it lasts.</param>
internal sealed record Stall(DateTime Since, DateTime? Until);

/// <summary>Turns measured delays of the server's own threads into stalls. Thread-safe: one thread reports, all sessions read.</summary>
internal sealed class StallMeter
{
    /// <summary>The delay from which the server counts as stalled: well below the seven seconds after which it disconnects a silent
    /// page.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>A stall is over when the delay has fallen below this.</summary>
    static readonly TimeSpan Over = TimeSpan.FromSeconds(0.5);

    volatile Stall? last;

    /// <summary>The newest stall; null if there was none.</summary>
    public Stall? Last => last;

    /// <summary>Records the server's present delay.</summary>
    /// <returns>The stall that began or ended; null if nothing changed.</returns>
    public Stall? Report(DateTime now, TimeSpan late)
    {
        var standing = last is { Until: null };
        if (!standing && late >= Longest)
            return last = new Stall(now - late, null);
        return standing && late < Over ? last = last! with { Until = now } : null;
    }
}
