using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Proctoring.Core.Sessions.Nodes;

namespace Proctoring.Web.Health;

/// <summary>Answers orchestrators and load balancers.</summary>
internal static class HealthEndpoints
{
    /// <summary>Returns in one word whether the server is ready.</summary>
    public const string Path = "/health";

    /// <summary>Returns whether the process answers. If it does not, restart it.</summary>
    public const string LivePath = "/health/live";

    /// <summary>Returns whether the server can work, and which part can't. If it can't, send no candidates; a restart does not
    /// help.</summary>
    public const string ReadyPath = "/health/ready";

    /// <summary>Returns whether a load balancer may send new connections here: not while this server joins the others or is about to stop.
    /// It does not check the database, because all servers share it and none would be left.</summary>
    public const string BalancerPath = "/ready";

    /// <summary>With this parameter a server that stops answers 404 instead of 503. haproxy then sends it no new candidates, and does not
    /// cut the connections of those whose sessions are still moving (<c>disable-on-404</c>).</summary>
    const string WhileDraining = "draining";

    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapDeferred(
            LivePath,
            Methods,
            (HttpContext context) => Text(context, nameof(HealthStatus.Healthy), StatusCodes.Status200OK)
        );
        routes.MapDeferred(
            BalancerPath,
            Methods,
            (HttpContext context, ThisServer here) =>
                here.Draining ? Text(context, "stopping", StoppingStatus(context))
                : context.RequestServices.GetService<ClusterServers>() is { } servers && !(servers.Joined && here.Warm)
                    ? Text(context, "joining", StatusCodes.Status503ServiceUnavailable)
                : Text(context, "ready", StatusCodes.Status200OK)
        );
        routes.MapDeferred(
            Path,
            Methods,
            async (HttpContext context, HealthReports reports) =>
            {
                var report = await reports.ReadAsync(context.RequestAborted);
                return Text(context, report.Status.ToString(), StatusOf(report));
            }
        );
        routes.MapDeferred(
            ReadyPath,
            Methods,
            async (HttpContext context, HealthReports reports) =>
            {
                var report = await reports.ReadAsync(context.RequestAborted);
                context.Response.Headers.CacheControl = "no-store";
                return Results.Json(
                    new Readiness(
                        ServerVersion.Current,
                        Word(report.Status),
                        report.Entries.ToDictionary(entry => entry.Key, entry => Word(entry.Value.Status)),
                        report.Entries[HealthRegistration.PendingWrites].Data.GetValueOrDefault(HealthRegistration.PendingWrites)
                    ),
                    Json,
                    statusCode: StatusOf(report)
                );
            }
        );
    }

    static int StoppingStatus(HttpContext context) =>
        context.Request.Query[WhileDraining] == "404" ? StatusCodes.Status404NotFound : StatusCodes.Status503ServiceUnavailable;

    static int StatusOf(HealthReport report) =>
        report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;

    static string Word(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => "ok",
            HealthStatus.Degraded => "degraded",
            _ => "down",
        };

    static IResult Text(HttpContext context, string word, int status)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(word, statusCode: status);
    }

    /// <summary>The answer of <see cref="ReadyPath"/>. It contains no reasons: anyone may ask, and reasons name files.</summary>
    /// <param name="Version">The version of the server.</param>
    /// <param name="Status">ok, degraded or down.</param>
    /// <param name="Checks">The status of each part.</param>
    /// <param name="PendingWrites">The number of session changes that wait to be written.</param>
    sealed record Readiness(string Version, string Status, Dictionary<string, string> Checks, object? PendingWrites);
}
