using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Proctoring.Web.Health;

namespace Proctoring.Web.Api;

/// <summary>Reports whether the service works, and which part does not.</summary>
internal static class HealthApi
{
    const string Service = "JobGenie Proctoring System";

    public static void Map(ApiRoutes routes) =>
        routes.Get("health", "health", ApiRight.None, new("Whether the service is well", null, typeof(HealthData), 200, 503), AnswerAsync);

    static async Task<IResult> AnswerAsync(HttpContext context, HealthReports health)
    {
        var report = await health.ReadAsync(context.RequestAborted);
        var checks = new HealthChecksData(
            Word(HealthRegistration.Database),
            Word(HealthRegistration.Models),
            // To callers, evidence is stored if the store, its disk and its keys work.
            Word(HealthRegistration.EvidenceStore, HealthRegistration.DiskSpace, HealthRegistration.Keys)
        );
        if (report.Status != HealthStatus.Unhealthy)
            return ApiAnswer.Ok("The service is well", new HealthData(Service, "healthy", checks));
        return new Unwell(checks);

        string Word(params string[] names) =>
            names.All(name => report.Entries.TryGetValue(name, out var entry) && entry.Status == HealthStatus.Healthy) ? "ok" : "down";
    }

    /// <summary>A failure that names the parts that are down.</summary>
    sealed record Unwell(HealthChecksData Checks) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var down = new[] { ("database", Checks.Database), ("vision", Checks.Vision), ("evidence_store", Checks.EvidenceStore) }
                .Where(check => check.Item2 != "ok")
                .Select(check => check.Item1);
            return ApiFailures.WriteAsync(
                httpContext,
                StatusCodes.Status503ServiceUnavailable,
                $"Down: {string.Join(", ", down)}",
                more: writer =>
                {
                    writer.WritePropertyName("checks");
                    JsonSerializer.Serialize(writer, Checks, ApiJson.Options);
                }
            );
        }
    }
}

/// <summary>The answer of a service that works.</summary>
internal sealed record HealthData(string Service, string Status, HealthChecksData Checks);

/// <summary>The state of each part: ok or down.</summary>
internal sealed record HealthChecksData(
    [property: KnownValues(KnownValueSet.Checks)] string Database,
    [property: KnownValues(KnownValueSet.Checks)] string Vision,
    [property: KnownValues(KnownValueSet.Checks)] string EvidenceStore
);
