using System.Net;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using Proctoring.Core;

namespace Proctoring.Web.Telemetry;

/// <summary>Answers Prometheus on an address of its own, apart from the pages: no proxy that publishes the pages publishes the
/// metrics.</summary>
internal sealed partial class MetricsEndpoint(
    MeterProvider metrics,
    IOptions<ProctoringOptions> options,
    ILoggerFactory logs,
    ILogger<MetricsEndpoint> log
) : IHostedService, IAsyncDisposable
{
    public const string Path = "/metrics";

    /// <summary>RFC 1918, 3927, 6598, 4193 and 4291.</summary>
    static readonly IPNetwork[] Networks =
    [
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("fc00::/7"),
        IPNetwork.Parse("fe80::/10"),
    ];

    WebApplication? site;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var address = options.Value.Telemetry.Listening;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(address));
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime, EndsWithServer>();
        site = builder.Build();
        site.Use(RefusePublicAsync);
        site.UseOpenTelemetryPrometheusScrapingEndpoint(
            metrics,
            context => context.Request.Path == Path,
            path: null,
            configureBranchedPipeline: null,
            optionsName: null
        );
        await site.StartAsync(cancellationToken);
        LogListening(address, Path);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (site is not null)
            await site.StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (site is not null)
            await site.DisposeAsync();
    }

    /// <summary>Whether a caller is this computer or in a private network.</summary>
    internal static bool IsPrivate(IPAddress? caller)
    {
        if (caller is null)
            return false;
        if (caller.IsIPv4MappedToIPv6)
            caller = caller.MapToIPv4();
        return IPAddress.IsLoopback(caller) || Networks.Any(network => network.Contains(caller));
    }

    static Task RefusePublicAsync(HttpContext context, RequestDelegate next)
    {
        if (IsPrivate(context.Connection.RemoteIpAddress))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>Signals end the server, and the server ends this.</summary>
    sealed class EndsWithServer : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "Prometheus can read {Address}{Path}")]
    partial void LogListening(IPEndPoint address, string path);
}
