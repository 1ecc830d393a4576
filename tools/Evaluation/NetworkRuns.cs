using System.Diagnostics.Metrics;
using Proctoring.Core.Telemetry;

namespace Proctoring.Tools.Evaluation;

/// <summary>Counts the runs of each network that the current thread starts, from the product's own metric.</summary>
internal sealed class NetworkRuns : IDisposable
{
    readonly MeterListener listener = new();
    readonly Dictionary<string, int> runs = new(StringComparer.Ordinal);
    readonly int thread = Environment.CurrentManagedThreadId;

    public NetworkRuns()
    {
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == ProctoringMetrics.MeterName && instrument.Name == ProctoringMetrics.InferenceName)
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Count(tags));
        listener.Start();
    }

    /// <summary>The number of runs since the last <see cref="Clear"/> by the network's id.</summary>
    public IReadOnlyDictionary<string, int> Counts => runs;

    /// <summary>Starts at zero again.</summary>
    public void Clear() => runs.Clear();

    public void Dispose() => listener.Dispose();

    void Count(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // Other measurements of the process may run networks too.
        if (Environment.CurrentManagedThreadId != thread)
            return;
        foreach (var tag in tags)
        {
            if (tag is { Key: "model", Value: string model })
                runs[model] = runs.GetValueOrDefault(model) + 1;
        }
    }
}
