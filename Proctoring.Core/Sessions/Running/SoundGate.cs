namespace Proctoring.Core.Sessions.Running;

/// <summary>Decides whether a piece of sound may be queued: small enough, whole samples, and not more often than somebody could have spoken it.</summary>
internal sealed class SoundGate
{
    /// <summary>Two seconds at 16 kHz; a page sends half a second at a time.</summary>
    public const int MaximumBytes = 64 * 1024;

    /// <summary>Pieces may come at twice the usual rate; after a stall of the network a few come at once.</summary>
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    const int Burst = 12;

    readonly RateLimit turns = new(Interval, Burst);

    /// <summary>Null where the piece may pass.</summary>
    public Refusal? Check(byte[] pcm, DateTime at)
    {
        if (pcm.Length > MaximumBytes)
            return Refusal.TooLarge;
        if (pcm.Length == 0 || pcm.Length % 2 != 0)
            return Refusal.Malformed;
        return turns.Pass(at) ? null : Refusal.TooOften;
    }
}
