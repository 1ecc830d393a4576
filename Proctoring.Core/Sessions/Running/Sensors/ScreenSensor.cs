using System.Globalization;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running.Sensors;

/// <summary>Decides whether a session's screen is shared: by the page's reports, and by the pictures that arrive. A screen that does not
/// change sends no pictures, so their absence proves nothing.</summary>
internal sealed class ScreenSensor(DateTime openedAt)
{
    /// <summary>A page knows the state of the screen at once.</summary>
    static readonly TimeSpan ReportsWithin = TimeSpan.FromSeconds(10);

    DateTime lastReported = openedAt;
    DateTime lastHeardOf = openedAt;
    DateTime? since;
    GapCause? cause;
    bool refused;

    /// <summary>The pictures that pages did not send.</summary>
    public DropCount Dropped { get; } = new();

    /// <summary>Records a report of the page, which counts the pictures that it did not send.</summary>
    public void Reported(DateTime at, string page, BrowserState? state)
    {
        if (state is null)
            return;
        Dropped.Reported(page, state.DroppedScreens, lastHeardOf);
        lastHeardOf = at;
    }

    /// <summary>Records a picture.</summary>
    /// <param name="usable">Whether it could be decoded.</param>
    public void Took(bool usable) => refused = !usable;

    /// <summary>Forgets the gap: nothing was examined for a while.</summary>
    public void Forget() => (since, cause, refused) = (null, null, false);

    /// <summary>The gap at this instant; null if the screen is shared. Dropped pictures are a gap of one instant, since the report
    /// before.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="expectedSince">The time since which reports are expected.</param>
    /// <param name="state">The page's report.</param>
    /// <param name="reading">How far the server has come with what the page sends; null if nothing can wait.</param>
    public SensorGap? Examine(DateTime at, DateTime expectedSince, ScreenState? state, ReadingProgress? reading = null)
    {
        if (state is not null)
            lastReported = at;
        var read = reading ?? ReadingProgress.Complete(at);
        var start = expectedSince > lastReported ? expectedSince : lastReported;
        GapCause? now = state switch
        {
            ScreenState.NotShared => GapCause.ScreenNotShared,
            ScreenState.Part => GapCause.ScreenNotWhole,
            ScreenState.Unavailable => GapCause.ScreenUnavailable,
            null when read.Counted(start) >= ReportsWithin => GapCause.NotReported,
            _ when refused => GapCause.ScreenRefused,
            _ => null,
        };
        if (now != cause)
            (cause, since) = (now, now == GapCause.NotReported ? start : at);
        return TakeDropped(expectedSince) ?? (cause is { } why ? new SensorGap(Sensor.Screen, why, since!.Value) : null);
    }

    SensorGap? TakeDropped(DateTime expectedSince)
    {
        if (Dropped.Take() is not var (lost, loss))
            return null;
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"the page dropped {lost} {(lost == 1 ? "picture" : "pictures")} of the screen that could not be sent in time"
        );
        // A pause that lies between is no loss.
        return new SensorGap(Sensor.Screen, GapCause.DroppedScreens, loss < expectedSince ? expectedSince : loss, detail);
    }
}
