using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The deadline of the session and its pauses.</summary>
internal sealed partial class LiveSession
{
    // A refresh and the journal read the clock at the same time.
    readonly Lock clock = new();
    int clockChanges;

    /// <summary>The deadline, UTC. What arrives later is refused, and nothing later is recorded.</summary>
    public DateTime EndsAt { get; set; } = DateTime.MaxValue;

    /// <summary>The time, or the deadline if it has passed.</summary>
    public DateTime LatestTime => Now is var now && now < EndsAt ? now : EndsAt;

    /// <summary>Whether the deadline has passed.</summary>
    public bool IsOver => Now > EndsAt;

    /// <summary>Whether the database did not take the last beginning or end of a pause by the host page.</summary>
    public bool PauseUnstored { get; set; }

    /// <summary>Pauses monitoring if the policy allows it. A pause in progress continues unchanged.</summary>
    public PauseAnswer Pause(string why)
    {
        if (!HostMayPause)
            return PauseAnswer.NotAllowed;
        Sensors.Pause(Now, GapCause.PausedByHost, why);
        return PauseAnswer.Paused;
    }

    /// <summary>Takes over the stored deadline, and the stored pause of staff or of the candidate, or its end. A state that was read before
    /// the last one changes nothing.</summary>
    public void Take(StoredClock stored)
    {
        lock (clock)
        {
            if (stored is not { Status: SessionStatus.Running, EndsAt: { } endsAt } || stored.Changes < clockChanges)
                return;
            clockChanges = stored.Changes;
            // Everything was refused since the old deadline.
            if (IsOver && endsAt > Now)
                Sensors.WasOver(EndsAt, Now);
            EndsAt = endsAt;
            if (stored.Cause is { } cause ? Sensors.Pause(Now, cause, stored.Reason) : EndPause())
                Queue.PutTick();
        }
    }

    bool EndPause()
    {
        if (Sensors.PausedBy is null or GapCause.PausedByHost)
            return false;
        // The clock was stopped, so a connection that is lost costs time from now on.
        if (LostSince is not null)
            LostSince = Now;
        // The page's last report is from before the pause.
        Browser = null;
        Sensors.Resume(Now);
        return true;
    }

    /// <summary>Ends the pause of the host page. Nothing was expected to arrive during it.</summary>
    public void Resume()
    {
        if (Sensors.HostPause is null)
            return;
        Browser = null;
        Sensors.ResumeByHost(Now);
    }
}
