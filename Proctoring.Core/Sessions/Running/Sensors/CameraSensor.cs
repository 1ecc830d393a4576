using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running.Sensors;

/// <summary>Decides whether a session's camera delivers usable frames. Only a frame that could be read is usable; its arrival alone proves
/// nothing.</summary>
internal sealed class CameraSensor(DateTime openedAt)
{
    /// <summary>A shorter silence is a network that bunches frames.</summary>
    static readonly TimeSpan ShortestGap = TimeSpan.FromSeconds(5);

    DateTime lastUsable = openedAt;
    DateTime? stoppedSince;
    long newest;
    bool undecided;
    GapCause cause = GapCause.NoFrames;
    SensorGap? gap;

    /// <summary>A frame was queued; whether it is usable is not known yet.</summary>
    public void Queued(Frame frame) => (newest, undecided) = (frame.Number, true);

    /// <summary>A frame was refused before it was queued.</summary>
    public void Refused()
    {
        // After too many unreadable frames the sender is refused for that reason; it stays the one worth reporting.
        if (cause != GapCause.UnreadableFrames)
            cause = GapCause.RefusedFrames;
    }

    /// <summary>A queued frame was read, or turned out to be unreadable.</summary>
    public void Decided(Frame frame, bool usable)
    {
        if (usable)
            (lastUsable, cause) = (frame.At > lastUsable ? frame.At : lastUsable, GapCause.NoFrames);
        else
            cause = GapCause.UnreadableFrames;
        if (frame.Number >= newest)
            undecided = false;
    }

    /// <summary>The gap at this instant; null if the camera works.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="expectedSince">Frames are expected since then: not while the page was away or the server stood still.</param>
    /// <param name="interval">The time between two frames that the server asks for.</param>
    /// <param name="running">What the browser reports about the camera.</param>
    public SensorGap? Examine(DateTime at, DateTime expectedSince, TimeSpan interval, bool? running)
    {
        stoppedSince = running == false ? stoppedSince ?? at : null;
        if (stoppedSince is { } stopped)
            return gap = new SensorGap(Sensor.Camera, GapCause.CameraStopped, stopped);
        // A frame that waits says nothing yet: a late reader must not look like a silent camera, nor a broken frame like a working one.
        if (undecided)
            return gap;
        var since = expectedSince > lastUsable ? expectedSince : lastUsable;
        var shortest = ShortestGap > 2 * interval ? ShortestGap : 2 * interval;
        return gap = at - since < shortest ? null : new SensorGap(Sensor.Camera, cause, since);
    }
}
