namespace Proctoring.Core.Sessions.Running;

/// <summary>Decides whether a piece of sound may be queued: small enough, whole samples, and no faster than real time.</summary>
internal sealed class SoundGate(TimeProvider time)
{
    /// <summary>Two seconds at 16 kHz; a page sends half a second at a time.</summary>
    public const int MaximumBytes = 64 * 1024;

    /// <summary>Pieces may arrive at twice the usual rate.</summary>
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>After a network delay, several pieces arrive at once.</summary>
    const int Burst = 12;

    readonly RateLimit limit = new(time, Interval, Burst);

    /// <summary>Counts the pieces that waited in the server. Apart from the others, so that these pieces take no place of later
    /// ones.</summary>
    readonly RateLimit late = new(time, Interval, 1);

    /// <summary>The reason for refusing a piece; null if it may pass.</summary>
    /// <param name="pcm">The samples.</param>
    /// <param name="waited">How long pieces may have waited in the server. They arrive at once then; more of them than can have been
    /// recorded in this time are refused.</param>
    public Refusal? Check(byte[] pcm, Func<TimeSpan>? waited = null)
    {
        if (pcm.Length > MaximumBytes)
            return Refusal.TooLarge;
        if (pcm.Length == 0 || pcm.Length % 2 != 0)
            return Refusal.Malformed;
        if (limit.Allow())
            return null;
        return waited?.Invoke() is { Ticks: > 0 } wait && late.Allow(wait) ? null : Refusal.TooOften;
    }
}
