using System.Globalization;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running.Sensors;

/// <summary>Decides whether a session's microphone delivers sound: by the page's reports, by the samples that arrive, and by the pieces
/// that the page dropped or the server refused.</summary>
internal sealed class MicrophoneSensor(DateTime openedAt)
{
    /// <summary>No working microphone delivers zeros for this long: its own noise is never zero.</summary>
    static readonly TimeSpan OnlyZeros = TimeSpan.FromSeconds(5);

    /// <summary>A page knows the state of its microphone a moment after opening it.</summary>
    static readonly TimeSpan ReportsWithin = TimeSpan.FromSeconds(10);

    /// <summary>The pieces of one stretch of sound arrive at most this far apart. In a quiet room the page sends none, and earlier pieces
    /// prove nothing any longer.</summary>
    static readonly TimeSpan Continues = TimeSpan.FromSeconds(2);

    readonly Stretch zeros = new();
    readonly Stretch refused = new();
    DateTime? since;
    GapCause? cause;
    DateTime lastReported = openedAt;
    DateTime lastHeardOf = openedAt;

    /// <summary>The pieces of sound that pages could not send.</summary>
    public DropCount Dropped { get; } = new();

    /// <summary>Records a piece of sound.</summary>
    public void Heard(SoundPiece piece)
    {
        if (piece.Pcm.AsSpan().ContainsAnyExcept((byte)0))
            zeros.End();
        else
            zeros.Add(piece.At - piece.Duration, piece.At);
    }

    /// <summary>Records a piece of sound that the server refused.</summary>
    public void Refused(DateTime at) => refused.Add(at, at);

    /// <summary>Records a report of the page, which counts the pieces that it could not send.</summary>
    public void Reported(DateTime at, string page, BrowserState? state)
    {
        if (state is null)
            return;
        Dropped.Reported(page, state.DroppedSound, lastHeardOf);
        lastHeardOf = at;
    }

    /// <summary>Forgets the gap: nothing was examined for a while.</summary>
    public void Forget()
    {
        zeros.End();
        refused.End();
        (since, cause) = (null, null);
    }

    /// <summary>The gap at this instant; null if the microphone works. Dropped sound is a gap of one instant, since the report
    /// before.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="expectedSince">The time since which reports are expected.</param>
    /// <param name="state">The page's report.</param>
    /// <param name="reading">How far the server has come with what the page sends; null if nothing can wait.</param>
    public SensorGap? Examine(DateTime at, DateTime expectedSince, MicrophoneState? state, ReadingProgress? reading = null)
    {
        if (state is not null)
            lastReported = at;
        var read = reading ?? ReadingProgress.Complete(at);
        var start = expectedSince > lastReported ? expectedSince : lastReported;
        var silentSince = zeros.Since(at) is { } began && at - began >= OnlyZeros ? zeros.Since(at) : null;
        GapCause? now = state switch
        {
            MicrophoneState.Off => GapCause.MicrophoneOff,
            MicrophoneState.Muted => GapCause.MicrophoneMuted,
            MicrophoneState.Unplugged => GapCause.MicrophoneUnplugged,
            MicrophoneState.Silent => GapCause.MicrophoneSilent,
            MicrophoneState.Failed => GapCause.MicrophoneFailed,
            null when read.Counted(start) >= ReportsWithin => GapCause.NotReported,
            _ when silentSince is not null => GapCause.MicrophoneSilent,
            _ when refused.Since(at) is not null => GapCause.RefusedSound,
            _ => null,
        };
        if (now != cause)
            (cause, since) = (
                now,
                now switch
                {
                    GapCause.NotReported => start,
                    GapCause.MicrophoneSilent => silentSince ?? at,
                    GapCause.RefusedSound => refused.Since(at),
                    _ => at,
                }
            );
        return TakeDropped(expectedSince) ?? (cause is { } why ? new SensorGap(Sensor.Microphone, why, since!.Value) : null);
    }

    SensorGap? TakeDropped(DateTime expectedSince)
    {
        if (Dropped.Take() is not var (lost, loss))
            return null;
        // A pause that lies between is no loss.
        if (loss < expectedSince)
            loss = expectedSince;
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"the page dropped {lost} {(lost == 1 ? "piece" : "pieces")} of sound that could not be sent"
        );
        return new SensorGap(Sensor.Microphone, GapCause.DroppedSound, loss, detail);
    }

    /// <summary>A stretch of pieces of one kind that follow one another.</summary>
    sealed class Stretch
    {
        DateTime? began;
        DateTime until;

        public void Add(DateTime from, DateTime to)
        {
            if (began is null || from - until > Continues)
                began = from;
            until = to;
        }

        public void End() => began = null;

        /// <summary>When it began; null if there is none at this time.</summary>
        public DateTime? Since(DateTime at) => at - until <= Continues ? began : null;
    }
}
