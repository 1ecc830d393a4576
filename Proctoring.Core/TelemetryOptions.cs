using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Proctoring.Core;

/// <summary>Metrics and traces for the operator's monitoring. Everything is off by default.</summary>
public sealed class TelemetryOptions : IValidatableObject
{
    /// <summary>The address and port on which the server answers GET /metrics for Prometheus, such as 127.0.0.1:9464. It asks for no
    /// sign-in, so only your monitoring may reach it; public addresses are refused. Empty: off.</summary>
    [Required(AllowEmptyStrings = true)]
    public string PrometheusAddress { get; set; } = "";

    /// <summary>Whether the server sends metrics and traces by OTLP. The standard variables OTEL_EXPORTER_OTLP_* name the
    /// receiver.</summary>
    public bool Otlp { get; set; }

    /// <summary>The share of frames that are traced if OTLP is on, 0–1. The standard variable OTEL_TRACES_SAMPLER overrides it.</summary>
    [Range(0.0, 1.0)]
    public double TraceShare { get; set; } = 0.01;

    /// <summary>Whether Prometheus may ask.</summary>
    internal bool Scraped => PrometheusAddress.Length > 0;

    internal IPEndPoint Listening => IPEndPoint.Parse(PrometheusAddress);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Scraped && (!IPEndPoint.TryParse(PrometheusAddress, out var point) || point.Port == 0))
            yield return new ValidationResult(
                $"\"{PrometheusAddress}\" is not an address with a port, such as 127.0.0.1:9464",
                [nameof(PrometheusAddress)]
            );
    }
}
