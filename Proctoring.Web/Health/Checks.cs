using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Sessions;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Keys;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;

namespace Proctoring.Web.Health;

/// <summary>Checks that the database answers a query on its tables.</summary>
internal sealed class DatabaseCheck(IDbContextFactory<ProctoringDb> databases) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Exams.AnyAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>Checks that the models are loaded and have run once.</summary>
internal sealed class ModelsCheck(VisionModels models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(models.Problem is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy());
}

/// <summary>Checks that evidence can be stored: it writes 64 KB to the disk, reads it back and removes it.</summary>
internal sealed class EvidenceStoreCheck(IEvidenceStore store) : IHealthCheck
{
    const int Bytes = 64 * 1024;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (key, probe) = ($"health/{Guid.NewGuid():N}", RandomNumberGenerator.GetBytes(Bytes));
        byte[]? stored;
        try
        {
            await store.PutAsync(key, probe, cancellationToken);
            stored = await store.GetAsync(key, cancellationToken);
        }
        finally
        {
            await store.DeleteAsync(key, CancellationToken.None);
        }

        return probe.AsSpan().SequenceEqual(stored)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("A file that was just written could not be read back.");
    }
}

/// <summary>Checks that the disk of the data folder has room.</summary>
internal sealed class DiskSpaceCheck(ProctoringPaths paths, IOptions<ProctoringOptions> options) : IHealthCheck
{
    const long Megabyte = 1024 * 1024;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (free, floor) = (new DriveInfo(paths.Data).AvailableFreeSpace / Megabyte, options.Value.Health.MinimumFreeMegabytes);
        return Task.FromResult(
            free >= floor
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"Only {free} MB are free on the disk of {paths.Data}; {floor} MB are required.")
        );
    }
}

/// <summary>Checks that the keys on the disk are those of this installation.</summary>
internal sealed class KeysCheck(KeyCanary canary) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(canary.Problem() is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy());
}

/// <summary>Counts the pending writes. A server that is behind still serves, so it is only degraded.</summary>
internal sealed class PendingWritesCheck(SessionJournals journals) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var waiting = journals.Waiting;
        Dictionary<string, object> data = new() { [HealthRegistration.PendingWrites] = waiting };
        return Task.FromResult(
            waiting == 0
                ? HealthCheckResult.Healthy(data: data)
                : HealthCheckResult.Degraded($"{waiting} changes of sessions wait to be written.", data: data)
        );
    }
}

/// <summary>Counts the sessions that could not be opened or ended. The others run, so the server is only degraded.</summary>
internal sealed class SessionsCheck(FailedSessions failed) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            failed.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded(
                    $"{failed.Count} session(s) cannot be opened or ended. The log names them with the reason; the server keeps trying."
                )
        );
}
