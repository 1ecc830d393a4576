using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running.Sensors;

/// <summary>Decides whether a session's camera delivers usable frames. Only a frame that could be read is usable; its arrival alone proves
/// nothing.</summary>
internal sealed class CameraSensor(DateTime openedAt)
{
    /// <summary>A shorter silence is a network that delays frames.</summary>
    static readonly TimeSpan ShortestGap = TimeSpan.FromSeconds(5);

    readonly CountedSilence silence = new(ShortestGap);
    DateTime lastUsable = openedAt;
    DateTime? stoppedSince;
    TimeSpan asked;
    DateTime newestAt;
    long newest;
    bool undecided;
    GapCause cause = GapCause.NoFrames;
    SensorGap? gap;

    /// <summary>Since when no frame has come without proof that none waits, UTC; null if one has.</summary>
    public DateTime? Excused => silence.Excused;

    /// <summary>Records a queued frame, which is not known to be usable yet.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="wait">How much longer than normally the server asks the page to wait for the next frame.</param>
    public void Queued(Frame frame, TimeSpan wait = default)
    {
        (newest, newestAt, undecided) = (frame.Number, frame.At, true);
        AskedToWait(wait);
    }

    /// <summary>Records how much longer than normally the server asks the page to wait for the next frame.</summary>
    public void AskedToWait(TimeSpan wait) => asked = wait;

    /// <summary>Records a frame that was refused before it was queued.</summary>
    public void Refused()
    {
        // After too many unreadable frames the sender is refused for that reason, which remains the one to report.
        if (cause != GapCause.UnreadableFrames)
            cause = GapCause.RefusedFrames;
    }

    /// <summary>Records that a queued frame was read, or was unreadable.</summary>
    public void Decided(Frame frame, bool usable)
    {
        if (usable)
            (lastUsable, cause) = (frame.At > lastUsable ? frame.At : lastUsable, GapCause.NoFrames);
        else
            cause = GapCause.UnreadableFrames;
        if (frame.Number >= newest)
            undecided = false;
    }

    /// <summary>Records that a queued frame will not be read, for a reason that is not the camera's. It shows that the camera
    /// sends.</summary>
    public void Skipped(Frame frame)
    {
        lastUsable = frame.At > lastUsable ? frame.At : lastUsable;
        undecided &= frame.Number < newest;
    }

    /// <summary>Records that a newer frame took the place of this one before the server read it. It shows that the camera sent until
    /// then.</summary>
    public void Replaced(Frame frame) => lastUsable = frame.At > lastUsable ? frame.At : lastUsable;

    /// <summary>Forgets the gap: nothing was examined for a while.</summary>
    public void Forget() => (stoppedSince, gap, cause) = (null, null, GapCause.NoFrames);

    /// <summary>The gap at this instant; null if the camera works.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="expectedSince">The time since which frames are expected: not while the page was disconnected or the server
    /// stalled.</param>
    /// <param name="interval">The requested time between two frames.</param>
    /// <param name="running">What the browser reports about the camera.</param>
    /// <param name="reading">How far the server has come with what the page sends; null if nothing can wait.</param>
    public SensorGap? Examine(DateTime at, DateTime expectedSince, TimeSpan interval, bool? running, ReadingProgress? reading = null)
    {
        silence.End();
        stoppedSince = running == false ? stoppedSince ?? at : null;
        if (stoppedSince is { } stopped)
            return gap = new SensorGap(Sensor.Camera, GapCause.CameraStopped, stopped);
        // A waiting frame proves nothing yet: a late reader must not look like a silent camera, nor a broken frame like a working one.
        if (undecided)
            return gap = gap is null ? null : gap with { Counted = gap.SilenceAt(newestAt) };
        var since = expectedSince > lastUsable ? expectedSince : lastUsable;
        var shortest = ShortestGap > 2 * interval ? ShortestGap : 2 * interval;
        if (at - since < shortest)
            return gap = null;
        return gap = silence.Examine(new SensorGap(Sensor.Camera, cause, since), at, reading ?? ReadingProgress.Complete(at), asked);
    }
}
