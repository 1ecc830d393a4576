using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Notifications;

/// <summary>Runs the outbox: dispatches new events, sends due messages, and deletes old entries of the delivery log. No channel waits for
/// another one, whose mail server or receivers may hang.</summary>
internal sealed partial class OutboxWorker(
    OutboxDispatcher dispatcher,
    OutboxSender sender,
    OutboxCleaner cleaner,
    OutboxGauges gauges,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<OutboxWorker> log
) : BackgroundService
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>The last run of each channel.</summary>
    readonly Dictionary<string, Task> sending = [];

    /// <summary>The loops whose last run failed: the channels by name, and the dispatcher's without a name.</summary>
    readonly ConcurrentDictionary<string, bool> failing = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The database is ready when the server listens.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            do
            {
                await TryAsync("", LookAsync, stoppingToken).ConfigureAwait(false);
            } while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        finally
        {
            await Task.WhenAll(sending.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task LookAsync(CancellationToken stopping)
    {
        await dispatcher.RunAsync(stopping).ConfigureAwait(false);
        foreach (var channel in sender.Channels)
            if (!sending.TryGetValue(channel.Name, out var last) || last.IsCompleted)
                sending[channel.Name] = TryAsync(channel.Name, stop => sender.RunAsync(channel, stop), stopping);
        await cleaner.RunAsync(stopping).ConfigureAwait(false);
        await gauges.RefreshAsync(stopping).ConfigureAwait(false);
    }

    async Task TryAsync(string loop, Func<CancellationToken, Task> run, CancellationToken stopping)
    {
        try
        {
            await run(stopping).ConfigureAwait(false);
            failing.TryRemove(loop, out _);
        }
        catch (Exception cause) when (cause is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // The database may be unavailable for a while. Nothing is lost: the next run finds the same rows. One entry for each outage is
            // enough.
            if (failing.TryAdd(loop, true))
                LogFailed(cause);
        }
    }

    [LoggerMessage(LogLevel.Error, "The outbox could not be processed; the next run tries again")]
    partial void LogFailed(Exception cause);
}
