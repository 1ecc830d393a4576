using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Proctoring.Core;

namespace Proctoring.Web.Requests;

/// <summary>
/// Limits the connections that stay open: circuits of pages and connections to the candidates' hub, per network address and in total;
/// and all connections in Kestrel. Each open connection takes memory before anyone has proved who they are.
/// </summary>
internal static partial class ConnectionLimits
{
    /// <summary>The paths whose requests last as long as a page is open.</summary>
    static readonly PathString[] Lasting = ["/hubs", "/_blazor"];

    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    public static void AddConnectionLimits(this WebApplicationBuilder builder, ConnectionOptions settings)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = settings.Most;
            // A backstop: the limiter below answers first, with a status and without an exception.
            kestrel.Limits.MaxConcurrentUpgradedConnections = settings.MostOpenPages + 1;
        });
        builder.Services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
            limits.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                Limiter(settings.MostPerAddress, NetworkAddress.Of),
                Limiter(settings.MostOpenPages, _ => "")
            );
            limits.OnRejected = RejectAsync;
        });
    }

    static PartitionedRateLimiter<HttpContext> Limiter(int most, Func<HttpContext, string> group) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
            Lasting.Any(path => context.Request.Path.StartsWithSegments(path))
                ? RateLimitPartition.GetConcurrencyLimiter(
                    group(context),
                    _ => new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 }
                )
                : RateLimitPartition.GetNoLimiter("")
        );

    static ValueTask RejectAsync(OnRejectedContext rejected, CancellationToken cancellation)
    {
        var context = rejected.HttpContext;
        context.Response.Headers.RetryAfter = ((int)RetryAfter.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        LogRejected(
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ConnectionLimits)),
            context.Request.Path
        );
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "A connection to {Path} was refused: the limit under Proctoring:Connections is reached")]
    static partial void LogRejected(ILogger log, PathString path);
}
