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

    /// <summary>How long a delay is remembered.</summary>
    static readonly TimeSpan Recent = TimeSpan.FromSeconds(10);

    readonly Lock gate = new();
    volatile Stall? last;
    DateTime recentSince;
    TimeSpan recent;
    TimeSpan before;

    /// <summary>The newest stall; null if there was none.</summary>
    public Stall? Last => last;

    /// <summary>The longest delay of the last ten to twenty seconds.</summary>
    public TimeSpan RecentDelay(DateTime now)
    {
        lock (gate)
            return now - recentSince >= 2 * Recent ? TimeSpan.Zero
                : recent > before ? recent
                : before;
    }

    /// <summary>Records the server's present delay.</summary>
    /// <returns>The stall that began or ended; null if nothing changed.</returns>
    public Stall? Report(DateTime now, TimeSpan late)
    {
        Remember(now, late);
        var standing = last is { Until: null };
        if (!standing && late >= Longest)
            return last = new Stall(now - late, null);
        return standing && late < Over ? last = last! with { Until = now } : null;
    }

    void Remember(DateTime now, TimeSpan late)
    {
        lock (gate)
        {
            if (now - recentSince >= Recent)
                (before, recent, recentSince) = (now - recentSince < 2 * Recent ? recent : TimeSpan.Zero, TimeSpan.Zero, now);
            recent = late > recent ? late : recent;
        }
    }
}
