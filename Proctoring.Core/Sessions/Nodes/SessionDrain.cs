using Microsoft.Extensions.Logging;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>Moves the sessions of this server to the others before it stops.</summary>
internal sealed partial class SessionDrain(
    LiveSessions live,
    IGrainFactory grains,
    ClusterServers servers,
    ThisServer here,
    TimeProvider time,
    ILogger<SessionDrain> log
)
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(25);

    static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(3);

    /// <summary>How many sessions move at the same time. A candidate then waits for the move of their own session, and not until all have
    /// moved.</summary>
    static readonly int AtOnce = 2 * Environment.ProcessorCount;

    readonly Dictionary<Guid, long> asked = [];
    int moves;

    /// <summary>Moves all sessions. Those that cannot move are stored when the server stops, and continue on another server then.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        here.Draining = true;
        var (began, count) = (time.GetTimestamp(), live.Ids.Count);
        while (Left() is { Count: > 0 } left && time.GetElapsedTime(began) < Longest && servers.Others is { Count: > 0 } others)
        {
            var free = AtOnce - left.Count(IsMoving);
            // A session that is only being stored here has moved already, and would move on from its new server.
            var waiting = left.Where(id => live.Find(id) is not null && !IsMoving(id));
            // Sessions that did not move when they were asked are the last ones.
            foreach (var id in waiting.OrderBy(id => asked.GetValueOrDefault(id)).Take(free))
            {
                asked[id] = time.GetTimestamp();
                await TryMoveAsync(id, others[moves++ % others.Count]).ConfigureAwait(false);
            }

            await Task.Delay(LookEvery, time, cancellation).ConfigureAwait(false);
        }

        LogDrained(count - live.Ids.Count, count, time.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>The sessions that run here, and those that have stopped and are still being stored.</summary>
    List<Guid> Left() => [.. live.Ids.Union(asked.Keys.Where(live.Holds))];

    bool IsMoving(Guid sessionId) => asked.TryGetValue(sessionId, out var at) && time.GetElapsedTime(at) < AskEvery;

    async Task TryMoveAsync(Guid sessionId, SiloAddress target)
    {
        try
        {
            await grains.GetGrain<ISessionGrain>(sessionId).MoveAsync(target).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            // Asked again; at the latest the stop of the server stores the session.
            LogNotMoved(cause, sessionId);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Moved} of {Count} sessions moved to other servers within {Seconds:0.0} s")]
    partial void LogDrained(int moved, int count, double seconds);

    [LoggerMessage(LogLevel.Warning, "Session {SessionId} could not be moved to another server")]
    partial void LogNotMoved(Exception cause, Guid sessionId);
}
