using System.Diagnostics.Metrics;
using Proctoring.Core.Telemetry;

namespace Proctoring.Tools.Evaluation;

/// <summary>Counts and times the runs of each network that the current thread starts, from the product's own metric.</summary>
internal sealed class NetworkRuns : IDisposable
{
    readonly MeterListener listener = new();
    readonly Dictionary<string, List<double>> seconds = new(StringComparer.Ordinal);
    readonly int thread = Environment.CurrentManagedThreadId;

    public NetworkRuns()
    {
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == ProctoringMetrics.MeterName && instrument.Name == ProctoringMetrics.InferenceName)
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, time, tags, _) => Count(time, tags));
        listener.Start();
    }

    /// <summary>The number of runs since the last <see cref="Clear"/> by the network's id.</summary>
    public IReadOnlyDictionary<string, int> Counts => seconds.ToDictionary(run => run.Key, run => run.Value.Count);

    /// <summary>The median elapsed time of a run since then, in ms, by the network's id. On a busy machine it contains the waiting for a
    /// processor, first in the longer runs.</summary>
    public IReadOnlyDictionary<string, double> MedianMs =>
        seconds.ToDictionary(run => run.Key, run => run.Value.Order().ElementAt(run.Value.Count / 2) * 1000);

    /// <summary>Starts at zero again.</summary>
    public void Clear() => seconds.Clear();

    public void Dispose() => listener.Dispose();

    void Count(double time, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // Other measurements of the process may run networks too.
        if (Environment.CurrentManagedThreadId != thread)
            return;
        foreach (var tag in tags)
        {
            if (tag is { Key: "model", Value: string model })
                (seconds.TryGetValue(model, out var times) ? times : (seconds[model] = [])).Add(time);
        }
    }
}
