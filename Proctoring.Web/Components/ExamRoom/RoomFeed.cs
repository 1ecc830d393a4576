using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
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
    readonly HashSet<Guid> known = [];
    readonly IDisposable following;
    readonly ITimer timer;
    int waiting;

    public RoomFeed(SessionFeed feed, Guid sessionId, TimeProvider time, Action changed, Action finished, Action missed, Action flagged)
    {
        (this.changed, this.finished, this.missed, this.flagged) = (changed, finished, missed, flagged);
        timer = time.CreateTimer(_ => Publish(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        following = feed.Follow(sessionId, Take);
    }

    public MonitorLog Log { get; } = new();

    public WatchState Watching { get; private set; }

    /// <summary>Takes over the events before this began to follow.</summary>
    public async Task CatchUpAsync(MonitorReader reader, IRunningSessions running, SessionAccess access, CancellationToken cancellation)
    {
        Log.Seed(await reader.ReadAsync(access, cancellation));
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
                if (IsNew(change.Span))
                    flagged();
                break;
            case WatchNews { State: var state }:
                Watching = state;
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
    bool IsNew(ViolationSpan span)
    {
        lock (known)
            return span.Severity >= Severity.Medium && known.Add(span.Id);
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
