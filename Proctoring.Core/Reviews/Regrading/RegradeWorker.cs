using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Reviews.Regrading;

/// <summary>Processes ordered regrades, also those that a stopped server left unfinished.</summary>
internal sealed partial class RegradeWorker(
    RegradeRunner runner,
    RegradeSignal signal,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<RegradeWorker> log
) : BackgroundService
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    bool failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The database is ready when the server listens.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await runner.RunAsync(stoppingToken).ConfigureAwait(false);
                failing = false;
            }
            catch (Exception cause) when (cause is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The database may be away. The next look finds the same runs; one entry for each outage is enough.
                if (!failing)
                    LogFailed(cause);
                failing = true;
            }

            await signal.WaitAsync(LookEvery, time, stoppingToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Error, "Regrades could not be processed; the next look tries again")]
    partial void LogFailed(Exception cause);
}
