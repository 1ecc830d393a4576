using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running.Sensors;

/// <summary>Decides whether the phone that shows the room delivers usable pictures. A picture counts when it arrives, so a server that
/// analyses it late accuses no one.</summary>
internal sealed class RoomSensor(DateTime openedAt)
{
    /// <summary>A shorter silence is a network that delays pictures, or a phone that was unlocked at once.</summary>
    static readonly TimeSpan ShortestGap = TimeSpan.FromSeconds(10);

    readonly CountedSilence silence = new(ShortestGap);
    DateTime lastUsable = openedAt;
    DateTime? stoppedSince;
    DateTime? blockedSince;
    DateTime? unreadableSince;
    GapCause cause = GapCause.RoomNotConnected;

    /// <summary>Since when no picture has come without proof that none waits, UTC; null if one has.</summary>
    public DateTime? Excused => silence.Excused;

    /// <summary>Records what an earlier server knew.</summary>
    /// <param name="connected">Whether a phone was connected before.</param>
    /// <param name="stopped">When it was stopped, UTC; null if it should send.</param>
    public void Restore(bool connected, DateTime? stopped)
    {
        cause = connected ? GapCause.RoomSilent : GapCause.RoomNotConnected;
        stoppedSince = stopped is { } at ? (at > lastUsable ? at : lastUsable) : null;
    }

    /// <summary>Records a picture.</summary>
    /// <param name="at">The time of arrival, UTC.</param>
    /// <param name="usable">Whether it was accepted.</param>
    public void Arrived(DateTime at, bool usable)
    {
        stoppedSince = null;
        if (usable)
            (lastUsable, cause) = (at, GapCause.RoomSilent);
        else
            cause = GapCause.RoomRefused;
    }

    /// <summary>Records what an analysed picture shows.</summary>
    /// <param name="at">The time of arrival, UTC.</param>
    /// <param name="blocked">Whether it shows nothing; null if nothing looked.</param>
    public void Looked(DateTime at, bool? blocked)
    {
        unreadableSince = null;
        blockedSince = blocked == true ? blockedSince ?? at : null;
    }

    /// <summary>Records that an accepted picture could not be decoded.</summary>
    /// <param name="at">The time of arrival, UTC.</param>
    public void Unreadable(DateTime at) => unreadableSince ??= at;

    /// <summary>Records that the candidate stopped the camera on the phone.</summary>
    public void Stopped(DateTime at) => (stoppedSince, blockedSince, unreadableSince) = (stoppedSince ?? at, null, null);

    /// <summary>Expects pictures from this time on: nothing was examined before.</summary>
    public void Expect(DateTime from)
    {
        lastUsable = from > lastUsable ? from : lastUsable;
        stoppedSince = stoppedSince is null ? null : from;
        (blockedSince, unreadableSince) = (null, null);
    }

    /// <summary>The gap at this instant; null if the room is seen.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="answersSince">The time before which the server stalled.</param>
    /// <param name="read">How far the server has come with what the phone sends.</param>
    public SensorGap? Examine(DateTime at, DateTime answersSince, ReadingProgress read)
    {
        silence.End();
        if (stoppedSince is { } stopped)
            return new SensorGap(Sensor.Room, GapCause.RoomStopped, stopped);
        // A stalled server reads nothing, so its silence proves nothing.
        var since = answersSince < at && answersSince > lastUsable ? answersSince : lastUsable;
        if (at - since >= ShortestGap && silence.Examine(new SensorGap(Sensor.Room, cause, since), at, read) is { } silent)
            return silent;
        if (unreadableSince is { } unreadable && at - unreadable >= ShortestGap)
            return new SensorGap(Sensor.Room, GapCause.RoomRefused, unreadable);
        return blockedSince is { } blocked && at - blocked >= ShortestGap
            ? new SensorGap(Sensor.Room, GapCause.RoomBlocked, blocked)
            : null;
    }
}
