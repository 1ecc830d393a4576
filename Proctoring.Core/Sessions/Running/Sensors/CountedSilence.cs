using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running.Sensors;

/// <summary>Decides how much of a sensor's silence counts: the time until which the server has handled everything that the page
/// sent.</summary>
/// <param name="shortest">A shorter silence is no gap.</param>
internal sealed class CountedSilence(TimeSpan shortest)
{
    DateTime since;
    TimeSpan counted;

    /// <summary>Since when the sensor is silent for long enough without proof, UTC; null if it is not.</summary>
    public DateTime? Excused { get; private set; }

    /// <summary>Records that the sensor is not silent.</summary>
    public void End() => Excused = null;

    /// <summary>The gap of a silent sensor; null if the silence that counts is too short.</summary>
    /// <param name="gap">The silence.</param>
    /// <param name="at">Now, UTC.</param>
    /// <param name="read">How far the server has come with what the page sends.</param>
    /// <param name="asked">The part of it for which the server asked the page to wait.</param>
    public SensorGap? Examine(SensorGap gap, DateTime at, ReadingProgress read, TimeSpan asked = default)
    {
        var now = read.Counted(gap.Since) - asked;
        // A proof remains valid while a later message waits.
        counted = gap.Since == since && counted > now ? counted : now;
        since = gap.Since;
        Excused = counted < shortest ? since : null;
        return Excused is not null ? null : gap with { Counted = counted < at - since ? counted : null };
    }
}
