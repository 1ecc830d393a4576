using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Storage.Policies;

/// <summary>Reads the policies that other servers stored, for lists and pages. What starts a session reads them itself.</summary>
internal sealed partial class PolicyRefresh(
    StoredPolicies policies,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<PolicyRefresh> log
) : BackgroundService
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The database is ready when the server listens.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
        var failing = false;
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await policies.RefreshAsync(stoppingToken).ConfigureAwait(false);
                failing = false;
            }
            catch (Exception cause) when (cause is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The database may be away for a while. One entry for each outage is enough.
                if (!failing)
                    LogFailed(cause);
                failing = true;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The stored policies could not be read; trying again in five seconds")]
    partial void LogFailed(Exception cause);
}
