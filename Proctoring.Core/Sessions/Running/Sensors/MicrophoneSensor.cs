using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running.Sensors;

/// <summary>Decides whether a session's microphone delivers sound: by the page's reports, and by the samples that arrive.</summary>
internal sealed class MicrophoneSensor(DateTime openedAt)
{
    /// <summary>No working microphone delivers zeros for this long: its own noise is never zero.</summary>
    static readonly TimeSpan OnlyZeros = TimeSpan.FromSeconds(5);

    /// <summary>A page knows the state of its microphone a moment after opening it.</summary>
    static readonly TimeSpan ReportsWithin = TimeSpan.FromSeconds(10);

    DateTime? zerosSince;
    DateTime? since;
    GapCause? cause;
    DateTime lastReported = openedAt;

    /// <summary>Records a piece of sound.</summary>
    public void Heard(SoundPiece piece) => zerosSince = piece.Pcm.AsSpan().ContainsAnyExcept((byte)0) ? null : zerosSince ?? piece.At;

    /// <summary>Forgets the gap: nothing was examined for a while.</summary>
    public void Forget() => (zerosSince, since, cause) = (null, null, null);

    /// <summary>The gap at this instant; null if the microphone works.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="expectedSince">The time since which reports are expected.</param>
    /// <param name="state">The page's report.</param>
    public SensorGap? Examine(DateTime at, DateTime expectedSince, MicrophoneState? state)
    {
        if (state is not null)
            lastReported = at;
        var start = expectedSince > lastReported ? expectedSince : lastReported;
        GapCause? now = state switch
        {
            MicrophoneState.Off => GapCause.MicrophoneOff,
            MicrophoneState.Muted => GapCause.MicrophoneMuted,
            MicrophoneState.Unplugged => GapCause.MicrophoneUnplugged,
            MicrophoneState.Silent => GapCause.MicrophoneSilent,
            MicrophoneState.Failed => GapCause.MicrophoneFailed,
            null when at - start >= ReportsWithin => GapCause.NotReported,
            _ when zerosSince is { } zeros && at - zeros >= OnlyZeros => GapCause.MicrophoneSilent,
            _ => null,
        };
        if (now != cause)
            (cause, since) = (
                now,
                now switch
                {
                    GapCause.NotReported => start,
                    GapCause.MicrophoneSilent when zerosSince is not null => zerosSince,
                    _ => at,
                }
            );
        return cause is { } why ? new SensorGap(Sensor.Microphone, why, since!.Value) : null;
    }
}
