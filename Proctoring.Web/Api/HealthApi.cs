using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Proctoring.Web.Api;

/// <summary>Whether the service is well, and which part is not.</summary>
internal static class HealthApi
{
    const string Service = "JobGenie Proctoring System";

    public static void Map(ApiRoutes routes) =>
        routes.Get("health", "health", ApiRight.None, new("Whether the service is well", null, typeof(HealthData), 200, 503), AnswerAsync);

    static async Task<IResult> AnswerAsync(HttpContext context, HealthCheckService health)
    {
        var report = await health.CheckHealthAsync(context.RequestAborted);
        var checks = new HealthChecksData(Word("database"), Word("models"), Word("evidence_store"));
        if (report.Status == HealthStatus.Healthy)
            return ApiAnswer.Ok("The service is well", new HealthData(Service, "healthy", checks));
        return new Unwell(checks);

        string Word(string check) => report.Entries.TryGetValue(check, out var entry) && entry.Status == HealthStatus.Healthy ? "ok" : "down";
    }

    /// <summary>A failure that says which part is down.</summary>
    sealed record Unwell(HealthChecksData Checks) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var down = new[] { ("database", Checks.Database), ("vision", Checks.Vision), ("evidence_store", Checks.EvidenceStore) }.Where(check => check.Item2 != "ok").Select(check => check.Item1);
            return ApiFailures.WriteAsync(httpContext, StatusCodes.Status503ServiceUnavailable, $"Down: {string.Join(", ", down)}", more: writer =>
            {
                writer.WritePropertyName("checks");
                JsonSerializer.Serialize(writer, Checks, ApiJson.Options);
            });
        }
    }
}

/// <summary>What health gives.</summary>
internal sealed record HealthData(string Service, string Status, HealthChecksData Checks);

/// <summary>Each part: ok or down.</summary>
internal sealed record HealthChecksData(string Database, string Vision, string EvidenceStore);
