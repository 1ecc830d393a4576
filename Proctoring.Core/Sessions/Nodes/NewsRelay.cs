using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>Connects the feed of this server to those of the others. It follows each session that a page here follows, and renews that,
/// because a session forgets who follows it when it moves.</summary>
internal sealed partial class NewsRelay(
    SessionFeed feed,
    LiveSessions live,
    ConnectedPages pages,
    ThisServer here,
    ServerName name,
    IGrainFactory grains,
    IClusterMembershipService membership,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<NewsRelay> log
) : BackgroundService, INewsRelay, INodeObserver
{
    static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>The number of sessions that are followed at the same time.</summary>
    const int AtOnce = 16;

    readonly ConcurrentDictionary<Guid, Following> following = new();
    readonly SemaphoreSlim wake = new(0);

    /// <summary>Whether the server of a session sends its news here.</summary>
    public bool Follows(Guid sessionId) =>
        following.TryGetValue(sessionId, out var state)
        && state is { At: not null, Activation: { } activation }
        && activation != Guid.Empty;

    public void Follow(Guid sessionId)
    {
        if (following.TryAdd(sessionId, new Following(null, null)))
            wake.Release();
    }

    public void Send(Guid sessionId, SessionNews news) => grains.GetGrain<ISessionGrain>(sessionId).TellAsync(news, name.Value).Ignore();

    public Task HearAsync(Guid sessionId, SessionNews news, string from)
    {
        if (from != name.Value)
            feed.Deliver(sessionId, news);
        return Task.CompletedTask;
    }

    public Task StoredAsync(string connection, int seq)
    {
        // A page that left learns the number when it next joins.
        pages.Stored(connection, seq);
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.StartedAsync(stoppingToken).ConfigureAwait(false);
        // Orleans holds observers weakly; this object lives as long as the server.
        here.Observer = grains.CreateObjectReference<INodeObserver>(this);
        feed.Relay = this;
        foreach (var session in feed.Followed)
            Follow(session);
        await Task.WhenAll(RenewAsync(stoppingToken), WatchServersAsync(stoppingToken)).ConfigureAwait(false);
    }

    async Task RenewAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var followed = feed.Followed;
            foreach (var gone in following.Keys.Where(session => !followed.Contains(session)))
                following.TryRemove(gone, out _);
            var due = following.Where(entry => entry.Value.At is not { } at || time.GetElapsedTime(at) >= RenewEvery).ToList();
            await Parallel
                .ForEachAsync(
                    due,
                    new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping },
                    async (entry, _) => await FollowAsync(entry.Key, entry.Value).ConfigureAwait(false)
                )
                .ConfigureAwait(false);
            await wake.WaitAsync(LookEvery, stopping).ConfigureAwait(false);
        }
    }

    async Task FollowAsync(Guid sessionId, Following last)
    {
        try
        {
            var activation = await grains.GetGrain<ISessionGrain>(sessionId).FollowAsync(name.Value, here.Observer!).ConfigureAwait(false);
            following.TryUpdate(sessionId, new Following(activation, time.GetTimestamp()), last);
            if (last.Activation is { } known && known != activation)
                feed.Deliver(sessionId, new MissedNews());
        }
        catch (Exception cause)
        {
            // The server of the session has gone, or this one stops. The next look tries again, and then the pages catch up.
            following.TryUpdate(sessionId, new Following(Guid.Empty, null), last);
            LogNotFollowed(cause, sessionId);
        }
    }

    /// <summary>Notices servers that have gone: their pages are disconnected, and their sessions run elsewhere.</summary>
    async Task WatchServersAsync(CancellationToken stopping)
    {
        HashSet<SiloAddress> known = [];
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stopping).ConfigureAwait(false))
        {
            foreach (var gone in snapshot.Members.Values.Where(member => member.Status == SiloStatus.Dead && known.Add(member.SiloAddress)))
            {
                LogGone(gone.Name);
                live.LeaveServer(gone.SiloAddress.ToParsableString());
            }

            foreach (var (session, last) in following)
                following.TryUpdate(session, last with { At = null }, last);
            wake.Release();
        }
    }

    [LoggerMessage(LogLevel.Debug, "The news of session {SessionId} can't be followed now; trying again")]
    partial void LogNotFollowed(Exception cause, Guid sessionId);

    [LoggerMessage(LogLevel.Warning, "The server {Name} has gone; its sessions continue on the others")]
    partial void LogGone(string name);

    /// <summary>How a session is followed.</summary>
    /// <param name="Activation">Its activation when it was last followed; empty if none was found; null before the first time.</param>
    /// <param name="At">When it was last followed, monotonic; null if it must be followed now.</param>
    sealed record Following(Guid? Activation, long? At);
}
