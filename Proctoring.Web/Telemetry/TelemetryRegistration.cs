using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Proctoring.Core;
using Proctoring.Core.Telemetry;

namespace Proctoring.Web.Telemetry;

/// <summary>Registers the export of metrics and traces. While both ways are off, nothing is registered.</summary>
internal static class TelemetryRegistration
{
    /// <summary>The standard variable whose value replaces <see cref="TelemetryOptions.TraceShare"/>.</summary>
    const string Sampler = "OTEL_TRACES_SAMPLER";

    /// <summary>Our meter and the framework's. Those of Blazor are not here: they would name each component and its parameters.</summary>
    static readonly string[] Meters =
    [
        ProctoringMetrics.MeterName,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Http.Connections",
        "Microsoft.AspNetCore.RateLimiting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
    ];

    public static void AddTelemetry(this IServiceCollection services, TelemetryOptions settings, IConfiguration configuration)
    {
        if (!settings.Scraped && !settings.Otlp)
            return;
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, configuration))
            .WithMetrics(metrics => Measure(metrics, settings));
        if (settings.Scraped)
            services.AddHostedService<MetricsEndpoint>();
        if (settings.Otlp)
            telemetry.WithTracing(traces => Trace(traces, settings, configuration)).UseOtlpExporter();
    }

    static void Describe(ResourceBuilder resource, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_SERVICE_NAME"]))
            resource.AddService("proctoring", serviceVersion: ServerVersion.Current);
    }

    static void Measure(MeterProviderBuilder metrics, TelemetryOptions settings)
    {
        metrics.AddMeter(Meters);
        if (settings.Scraped)
            metrics.AddPrometheusExporter();
    }

    /// <summary>Only our own spans: those of requests would contain paths with codes of invitations.</summary>
    static void Trace(TracerProviderBuilder traces, TelemetryOptions settings, IConfiguration configuration)
    {
        traces.AddSource(ProctoringTraces.SourceName);
        if (string.IsNullOrEmpty(configuration[Sampler]))
            traces.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.TraceShare)));
    }
}
