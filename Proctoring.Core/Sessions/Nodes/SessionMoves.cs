using System.Collections.Concurrent;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>Moves the sessions of this server to other servers.</summary>
internal interface ISessionMoves
{
    /// <summary>Whether another server accepts sessions.</summary>
    bool Possible { get; }

    /// <summary>The sessions that run here, and those that have stopped and are still being stored. A session that came back is not among
    /// them: its other server stops too.</summary>
    IReadOnlyList<Guid> Left { get; }

    /// <summary>Moves a session. Completes when it runs on another server, or is over.</summary>
    Task MoveAsync(Guid sessionId, CancellationToken cancellation);
}

/// <inheritdoc/>
internal sealed class SessionMoves(LiveSessions live, IGrainFactory grains, ClusterServers servers, TimeProvider time) : ISessionMoves
{
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(25);

    readonly ConcurrentDictionary<Guid, bool> begun = new();
    readonly ConcurrentDictionary<Guid, bool> moved = new();
    uint moves;

    public bool Possible => servers.Others.Count > 0;

    public IReadOnlyList<Guid> Left => [.. live.Ids.Union(begun.Keys.Where(live.Holds)).Except(moved.Keys)];

    public async Task MoveAsync(Guid sessionId, CancellationToken cancellation)
    {
        begun[sessionId] = true;
        var session = grains.GetGrain<ISessionGrain>(sessionId);
        // A session that is only being stored here has moved already, and would move on from its new server.
        if (live.Find(sessionId) is not null && servers.Others is { Count: > 0 } others)
            await session
                .MoveAsync(others[(int)(Interlocked.Increment(ref moves) % others.Count)])
                .WaitAsync(cancellation)
                .ConfigureAwait(false);
        await LeavesAsync(sessionId, cancellation).ConfigureAwait(false);
        await session.OpenAsync().WaitAsync(cancellation).ConfigureAwait(false);
        // Two servers that stop together would pass it to each other until both end.
        if (live.Find(sessionId) is null)
            moved[sessionId] = true;
    }

    /// <summary>Waits until this server does not have the session any longer.</summary>
    async Task LeavesAsync(Guid sessionId, CancellationToken cancellation)
    {
        while (live.Find(sessionId) is not null || live.Holds(sessionId))
            await Task.Delay(LookEvery, time, cancellation).ConfigureAwait(false);
    }
}
