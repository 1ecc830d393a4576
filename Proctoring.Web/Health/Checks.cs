using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;

namespace Proctoring.Web.Health;

/// <summary>The database answers a question that touches its tables.</summary>
internal sealed class DatabaseCheck(IDbContextFactory<ProctoringDb> databases) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Exams.AnyAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>The models are loaded and have run once.</summary>
internal sealed class ModelsCheck(VisionModels models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(models.Problem is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy());
}

/// <summary>A picture can be kept, read back and removed.</summary>
internal sealed class EvidenceStoreCheck(IEvidenceStore store) : IHealthCheck
{
    static readonly byte[] Probe = [1, 2, 3];

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var key = $"health/{Guid.NewGuid():N}";
        await store.PutAsync(key, Probe, cancellationToken);
        var back = await store.GetAsync(key, cancellationToken);
        await store.DeleteAsync(key, cancellationToken);
        return back is not null && back.AsSpan().SequenceEqual(Probe)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("What was written could not be read back.");
    }
}

/// <summary>Adds the checks under the names that pages and the API show.</summary>
internal static class HealthRegistration
{
    /// <summary>Where an orchestrator asks.</summary>
    public const string Path = "/health";

    public static IServiceCollection AddProctoringHealth(this IServiceCollection services)
    {
        var limit = TimeSpan.FromSeconds(5);
        services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("database", timeout: limit)
            .AddCheck<ModelsCheck>("models", timeout: limit)
            .AddCheck<EvidenceStoreCheck>("evidence_store", timeout: limit);
        services.AddSingleton<SystemReader>();
        return services;
    }
}
