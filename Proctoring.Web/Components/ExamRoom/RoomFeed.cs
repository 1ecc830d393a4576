using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Follows a running session for its page: fills the monitor's log, and announces news at most four times a second.</summary>
internal sealed class RoomFeed : IDisposable
{
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(250);

    readonly Action changed;
    readonly Action finished;
    readonly Action missed;
    readonly Action flagged;
    readonly TimeProvider time;
    readonly HashSet<Guid> known = [];
    readonly IDisposable following;
    readonly ITimer timer;
    int waiting;

    public RoomFeed(SessionFeed feed, Guid sessionId, TimeProvider time, Action changed, Action finished, Action missed, Action flagged)
    {
        (this.changed, this.finished, this.missed, this.flagged, this.time) = (changed, finished, missed, flagged, time);
        timer = time.CreateTimer(_ => Publish(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        following = feed.Follow(sessionId, Take);
    }

    public MonitorLog Log { get; } = new();

    public WatchState Watching { get; private set; }

    /// <summary>The last news of a request to turn the head; null before one.</summary>
    public TurnNews? Turn { get; private set; }

    /// <summary>The candidate has read the result.</summary>
    public void CloseTurn() => Turn = null;

    /// <summary>Takes over the events before this began to follow.</summary>
    public async Task CatchUpAsync(MonitorReader reader, IRunningSessions running, SessionAccess access, CancellationToken cancellation)
    {
        var stored = await reader.ReadAsync(access, cancellation);
        Log.Seed(stored);
        // A session that moved to another server may have had a flag whose news did not arrive here.
        var since = time.GetUtcNow().UtcDateTime - ScreenReceiver.WantedFor;
        var missing = stored.Where(entry => IsNew(entry.Id, entry.Severity)).ToList();
        if (missing.Exists(entry => entry.EndedAt is null || entry.EndedAt >= since))
            flagged();
        var look = await running.LookAsync(access.SessionId);
        if (Watching == WatchState.Waiting)
            Watching = look?.State ?? WatchState.Waiting;
    }

    void Take(SessionNews news)
    {
        switch (news)
        {
            case ViolationNews { Change: var change }:
                Log.Apply(change.Span);
                if (IsNew(change.Span.Id, change.Span.Severity))
                    flagged();
                break;
            case WatchNews { State: var state }:
                Watching = state;
                break;
            case TurnNews turn:
                Turn = turn;
                break;
            case FinishedNews:
                finished();
                return;
            case MissedNews:
                missed();
                return;
        }

        if (Interlocked.Exchange(ref waiting, 1) == 0)
            timer.Change(Gather, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether a flag of Medium or High severity is announced for the first time.</summary>
    bool IsNew(Guid flag, Severity severity)
    {
        lock (known)
            return severity >= Severity.Medium && known.Add(flag);
    }

    void Publish()
    {
        Interlocked.Exchange(ref waiting, 0);
        changed();
    }

    public void Dispose()
    {
        following.Dispose();
        timer.Dispose();
    }
}
