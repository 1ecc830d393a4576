using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Notifications;

/// <summary>Runs the outbox: dispatches new events, sends what is due, and deletes old entries of the delivery log.</summary>
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

    bool failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The database is ready when the server listens.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
        using var timer = new PeriodicTimer(LookEvery, time);
        do
        {
            await TryAsync(stoppingToken).ConfigureAwait(false);
        } while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    async Task TryAsync(CancellationToken stopping)
    {
        try
        {
            await dispatcher.RunAsync(stopping).ConfigureAwait(false);
            await sender.RunAsync(stopping).ConfigureAwait(false);
            await cleaner.RunAsync(stopping).ConfigureAwait(false);
            await gauges.RefreshAsync(stopping).ConfigureAwait(false);
            failing = false;
        }
        catch (Exception cause) when (cause is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // The database may be unavailable for a while. Nothing is lost: the next run finds the same rows. One entry for each outage is
            // enough.
            if (!failing)
                LogFailed(cause);
            failing = true;
        }
    }

    [LoggerMessage(LogLevel.Error, "The outbox could not be processed; the next run tries again")]
    partial void LogFailed(Exception cause);
}
