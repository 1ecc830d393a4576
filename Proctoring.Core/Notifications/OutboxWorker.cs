using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Notifications;

/// <summary>Runs the outbox: dispatches new events, sends what is due, and deletes old entries of the delivery log.</summary>
internal sealed partial class OutboxWorker(
    OutboxDispatcher dispatcher,
    OutboxSender sender,
    OutboxCleaner cleaner,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<OutboxWorker> log
) : BackgroundService
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The database is ready when the server listens.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
        using var timer = new PeriodicTimer(LookEvery, time);
        do
        {
            await TryAsync(dispatcher.RunAsync, stoppingToken).ConfigureAwait(false);
            await TryAsync(sender.RunAsync, stoppingToken).ConfigureAwait(false);
            await TryAsync(cleaner.RunAsync, stoppingToken).ConfigureAwait(false);
        } while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken stopping)
    {
        try
        {
            await act(stopping).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // The database may be unavailable for a while. Nothing is lost: the next run finds the same rows.
            LogFailed(cause);
        }
    }

    [LoggerMessage(LogLevel.Error, "The outbox could not be processed; the next run tries again")]
    partial void LogFailed(Exception cause);
}
