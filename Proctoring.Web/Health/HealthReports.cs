using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Proctoring.Web.Health;

/// <summary>Runs the health checks at most once every few seconds, however many callers ask: anyone may ask, and a check writes to the
/// disk. Logs when a part fails and when it recovers.</summary>
internal sealed partial class HealthReports(HealthCheckService checks, TimeProvider time, ILogger<HealthReports> log)
{
    /// <summary>How long a report is reused.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    readonly Lock gate = new();
    readonly HashSet<string> failing = [];
    Task<HealthReport>? current;
    long finishedAt;

    /// <summary>Reads a report that is a few seconds old at most.</summary>
    public Task<HealthReport> ReadAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (current is null or { IsFaulted: true } || (current.IsCompleted && time.GetElapsedTime(finishedAt) >= Lifetime))
                current = Task.Run(RunAsync, CancellationToken.None);
            return current.WaitAsync(cancellation);
        }
    }

    async Task<HealthReport> RunAsync()
    {
        var report = await checks.CheckHealthAsync(CancellationToken.None);
        lock (gate)
        {
            finishedAt = time.GetTimestamp();
            foreach (var (name, entry) in report.Entries)
            {
                if (entry.Status != HealthStatus.Unhealthy && failing.Remove(name))
                    LogRecovered(name);
                else if (entry.Status == HealthStatus.Unhealthy && failing.Add(name))
                    LogFailed(entry.Exception, name, entry.Description);
            }
        }

        return report;
    }

    [LoggerMessage(LogLevel.Error, "The server is not ready: the check {Check} fails. {Description}")]
    partial void LogFailed(Exception? cause, string check, string? description);

    [LoggerMessage(LogLevel.Information, "The check {Check} passes again")]
    partial void LogRecovered(string check);
}
