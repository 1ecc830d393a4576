using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Proctoring.Core;
using Proctoring.Core.Vision;

namespace Proctoring.Web.Requests;

/// <summary>
/// Limits the connections that stay open: circuits of pages and connections to the candidates' hub, per network address and in total;
/// and all connections in Kestrel. Each open connection takes memory before anyone has proved who they are.
/// </summary>
internal static class ConnectionLimits
{
    /// <summary>
    /// The largest body that a page or a hub sends by HTTP: a message by long polling. The API and the check of reports set their own.
    /// </summary>
    const int MostBodyBytes = 4 * 1024 * 1024;

    /// <summary>The unread bytes of a connection that Kestrel and its transport store before any limit of ours applies. Their default is
    /// 1 MB each, which 200 strangers can fill.</summary>
    const int MostUnreadBytes = 64 * 1024;

    /// <summary>The paths whose requests last as long as a page is open.</summary>
    static readonly PathString[] Lasting = ["/hubs", "/_blazor"];

    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>The server remembers a negotiated connection for this long if it is not used.</summary>
    static readonly TimeSpan NegotiationsRemembered = TimeSpan.FromSeconds(15);

    public static void AddConnectionLimits(this WebApplicationBuilder builder, ConnectionOptions settings)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = settings.Most;
            // A backstop: the limiter below answers first, with a status and without an exception.
            kestrel.Limits.MaxConcurrentUpgradedConnections = settings.MostOpenPages + 1;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.Limits.MaxRequestBufferSize = MostUnreadBytes;
        });
        builder.WebHost.UseSockets(sockets => sockets.MaxReadBufferSize = MostUnreadBytes);
        builder.Services.AddSingleton<RefusedConnections>();
        builder.Services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
            limits.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                Limiter(settings.MostPerAddress, NetworkAddress.Of),
                Limiter(settings.MostOpenPages, _ => ""),
                // Last, because a permit of a time window is not given back if a later limiter refuses.
                Negotiations(settings.MostPerAddress)
            );
            limits.OnRejected = RejectAsync;
        });
    }

    static PartitionedRateLimiter<HttpContext> Limiter(int most, Func<HttpContext, string> group) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
            IsLasting(context)
                ? RateLimitPartition.GetConcurrencyLimiter(
                    group(context),
                    _ => new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 }
                )
                : RateLimitPartition.GetNoLimiter("")
        );

    /// <summary>A negotiation is a short request, but the server remembers the connection that it announces.</summary>
    static PartitionedRateLimiter<HttpContext> Negotiations(int most) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
            IsLasting(context) && context.Request.Path.Value!.EndsWith("/negotiate", StringComparison.OrdinalIgnoreCase)
                ? RateLimitPartition.GetFixedWindowLimiter(
                    NetworkAddress.Of(context),
                    _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = NegotiationsRemembered }
                )
                : RateLimitPartition.GetNoLimiter("")
        );

    static bool IsLasting(HttpContext context) => Lasting.Any(path => context.Request.Path.StartsWithSegments(path));

    static async ValueTask RejectAsync(OnRejectedContext rejected, CancellationToken cancellation)
    {
        var context = rejected.HttpContext;
        context.RequestServices.GetRequiredService<RefusedConnections>().Count();
        context.Response.Headers.RetryAfter = ((int)RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(
            "The server has no room for another connection from this network at the moment. Nothing was lost. Try again in ten seconds.\n",
            cancellation
        );
    }
}

/// <summary>Logs refused connections, at most one line a minute.</summary>
internal sealed partial class RefusedConnections(TimeProvider time, ILogger<RefusedConnections> log)
{
    readonly FailureLog lines = new(time);

    public void Count()
    {
        if (lines.Failed("") is > 0 and var count)
            LogRefused(count);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The server refused {Count} connections since the last line: a limit under Proctoring:Connections is reached. Behind a reverse "
            + "proxy, list it in Proctoring:Proxies, or all candidates count as one address"
    )]
    partial void LogRefused(int count);
}
