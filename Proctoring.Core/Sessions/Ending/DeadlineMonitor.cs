using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Core.Sessions.Ending;

/// <summary>Loads running sessions when the server starts, continues those whose pause is over, and ends those whose time is up.</summary>
internal sealed partial class DeadlineMonitor(
    LiveSessions live,
    UnmonitoredSessions unmonitored,
    SessionCloser closer,
    SessionPauses pauses,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<DeadlineMonitor> log
) : BackgroundService
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>Stops reading sessions while the database can still be reached, so that everything is written.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await live.StopAllAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // No session is touched before the server listens: if its address is in use, it stops without an effect.
        await StartedAsync(stoppingToken).ConfigureAwait(false);
        using var timer = new PeriodicTimer(LookEvery, time);
        do
        {
            // On each check, a session that could not be opened before, or was released by a failed end, is monitored again.
            await TryAsync(unmonitored.OpenAllAsync, stoppingToken).ConfigureAwait(false);
            await TryAsync(live.StorePausesAsync, stoppingToken).ConfigureAwait(false);
            await TryAsync(pauses.EndDueAsync, stoppingToken).ConfigureAwait(false);
            await TryAsync(closer.CloseOverdueAsync, stoppingToken).ConfigureAwait(false);
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
            // The database may be unavailable for a while; the next check tries again.
            LogNotLooked(cause);
        }
    }

    async Task StartedAsync(CancellationToken stopping)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await using (registration.ConfigureAwait(false))
            await started.Task.WaitAsync(stopping).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Error, "The running sessions could not be read; trying again")]
    partial void LogNotLooked(Exception cause);
}
