using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>Gives up a server whose process has ended. Its operating system refuses connections at once, so nothing has to time out, while
/// the probes between servers take one to two seconds (docs/decisions/0104-continue-sooner.md).</summary>
internal sealed partial class RefusalWatch(
    ClusterServers servers,
    IClusterMembershipService membership,
    TimeProvider time,
    ILogger<RefusalWatch> log
) : BackgroundService
{
    /// <summary>A server is given up after so many refusals in a row.</summary>
    const int Refusals = 2;

    /// <summary>A failed call is noticed late: the call waits until the cluster knows that its server has gone.</summary>
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    static readonly TimeSpan ConnectWithin = TimeSpan.FromMilliseconds(500);

    readonly Lock gate = new();
    Task looking = Task.CompletedTask;
    long? lookedAt;
    TaskCompletionSource gaveUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a server is given up next.</summary>
    public Task GaveUp
    {
        get
        {
            lock (gate)
                return gaveUp.Task;
        }
    }

    /// <summary>Looks at the other servers. Calls that fail meanwhile share the look.</summary>
    public Task LookAsync()
    {
        lock (gate)
        {
            if (looking.IsCompleted && (lookedAt is not { } at || time.GetElapsedTime(at) >= Between))
            {
                lookedAt = time.GetTimestamp();
                looking = Task.Run(LookAtAllAsync);
            }

            return looking;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            await LookAsync().ConfigureAwait(false);
    }

    async Task LookAtAllAsync()
    {
        var results = await Task.WhenAll(servers.Others.Select(LookAtAsync)).ConfigureAwait(false);
        if (!results.Contains(true))
            return;
        TaskCompletionSource waited;
        lock (gate)
            (waited, gaveUp) = (gaveUp, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        waited.SetResult();
    }

    async Task<bool> LookAtAsync(SiloAddress server)
    {
        try
        {
            for (var refusals = 1; await RefusesAsync(server.Endpoint).ConfigureAwait(false); refusals++)
            {
                if (refusals == Refusals)
                {
                    LogRefused(server.Endpoint);
                    return await membership.TryKill(server).ConfigureAwait(false);
                }

                await Task.Delay(Between, time).ConfigureAwait(false);
            }
        }
        catch (Exception cause)
        {
            // The database may be away. The probes go on, and the next call that fails looks again.
            LogNotGivenUp(cause, server.Endpoint);
        }

        return false;
    }

    /// <summary>Whether nothing listens there. A frozen or unreachable server refuses nothing: it does not answer.</summary>
    async Task<bool> RefusesAsync(IPEndPoint server)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var enough = new CancellationTokenSource(ConnectWithin, time);
        try
        {
            await socket.ConnectAsync(server, enough.Token).ConfigureAwait(false);
            return false;
        }
        catch (SocketException refusal)
        {
            return refusal.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The server at {Server} refuses connections, so its process has ended; this server gives it up")]
    partial void LogRefused(IPEndPoint server);

    [LoggerMessage(LogLevel.Warning, "The server at {Server} refuses connections and could not be given up; the probes go on")]
    partial void LogNotGivenUp(Exception cause, IPEndPoint server);
}
