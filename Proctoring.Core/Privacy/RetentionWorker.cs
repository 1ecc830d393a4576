using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Privacy;

/// <summary>Runs the retention once a night. In a cluster, one server does.</summary>
internal sealed partial class RetentionWorker(
    RetentionRunner runner,
    RetentionPlan plan,
    IOptions<ProctoringOptions> options,
    TimeProvider time,
    ILogger<RetentionWorker> log
) : BackgroundService
{
    static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(10);

    static StaffViewer Server { get; } = new(null, "nightly run", [], null);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await RunIfDueAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The database may be away; the next look tries again.
                LogNotRun(cause);
            }
        }
    }

    /// <summary>Runs if this night has no run yet.</summary>
    internal async Task RunIfDueAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (plan.Rules.Count > 0 && now.Hour >= options.Value.Retention.Hour)
            await runner.RunAsync(Server, now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), cancellation).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Error, "The nightly retention could not run; trying again in ten minutes")]
    partial void LogNotRun(Exception cause);
}
