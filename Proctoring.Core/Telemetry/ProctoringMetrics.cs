using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Telemetry;

/// <summary>The product's counters and histograms. Without a listener a call costs a comparison and no memory. A label never contains a
/// session, a person or an address: each of its values would be one more series.</summary>
internal static class ProctoringMetrics
{
    /// <summary>The name of all meters of the product.</summary>
    public const string MeterName = "Proctoring";

    /// <summary>The name of the time of one run of a model, by <c>model</c>.</summary>
    public const string InferenceName = "proctoring.inference.duration";

    /// <summary>The newest frame replaced it before it was read.</summary>
    public const string Replaced = "replaced";

    /// <summary>It was too large, too early, not a JPEG, or from another window.</summary>
    public const string Refused = "refused";

    /// <summary>It could not be decoded.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Its analysis failed.</summary>
    public const string Failed = "failed";

    /// <summary>It came in pieces, and some of them did not arrive.</summary>
    public const string Incomplete = "incomplete";

    static readonly Meter Meter = new(MeterName);

    static readonly Counter<long> Analysed = Meter.CreateCounter<long>(
        "proctoring.frames.analysed",
        "{frame}",
        "Frames that were analysed."
    );

    static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "proctoring.frames.dropped",
        "{frame}",
        "Frames that were not analysed, by reason."
    );

    static readonly Histogram<double> Ages = Seconds(
        "proctoring.frame.age",
        "The time from a frame's arrival until it was analysed, or until a newer one replaced it.",
        [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8]
    );

    static readonly Histogram<double> Inference = Seconds(
        InferenceName,
        "The time of one run of a model.",
        [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]
    );

    static readonly Counter<long> Gaps = Meter.CreateCounter<long>(
        "proctoring.gaps",
        "{gap}",
        "Gaps that began in running sessions, by sensor and cause."
    );

    static readonly Histogram<double> RecordWrites = Seconds(
        "proctoring.record.write.duration",
        "The time of one transaction that stores a session's record.",
        [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    );

    static readonly Counter<long> RecordsDropped = Meter.CreateCounter<long>(
        "proctoring.records.dropped",
        "{entry}",
        "Entries of a session's record that were lost. Each becomes a gap on record."
    );

    static readonly Histogram<double> Saves = Seconds(
        "proctoring.database.save.duration",
        "The time of one save of changed rows, without the commit of a larger transaction.",
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    );

    static readonly Counter<long> Attempts = Meter.CreateCounter<long>(
        "proctoring.outbox.attempts",
        "{attempt}",
        "Attempts to deliver an event, by channel and result."
    );

    static readonly string[] Sensors = [.. Enum.GetNames<Sensor>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
    static readonly string[] Causes = [.. Enum.GetNames<GapCause>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>Counts a frame that was analysed.</summary>
    public static void FrameAnalysed(TimeSpan age)
    {
        Analysed.Add(1);
        Ages.Record(age.TotalSeconds, new KeyValuePair<string, object?>("outcome", "analysed"));
    }

    /// <summary>Counts a frame that was not analysed.</summary>
    public static void FrameDropped(string reason) => Dropped.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Counts a frame that a newer one replaced.</summary>
    public static void FrameReplaced(TimeSpan age)
    {
        FrameDropped(Replaced);
        Ages.Record(age.TotalSeconds, new KeyValuePair<string, object?>("outcome", Replaced));
    }

    /// <summary>The start of something that is measured; 0 if nothing listens.</summary>
    public static long StartInference() => Start(Inference);

    /// <inheritdoc cref="StartInference"/>
    public static long StartRecordWrite() => Start(RecordWrites);

    /// <inheritdoc cref="StartInference"/>
    public static long StartSave() => Start(Saves);

    public static void InferenceEnded(long start, string model) => End(Inference, start, new("model", model));

    public static void RecordWriteEnded(long start, bool stored) => End(RecordWrites, start, new("result", stored ? "stored" : "failed"));

    public static void SaveEnded(long start, bool stored) => End(Saves, start, new("result", stored ? "stored" : "failed"));

    /// <summary>Whether gaps are counted.</summary>
    public static bool CountsGaps => Gaps.Enabled;

    /// <summary>Counts a gap that begins.</summary>
    public static void GapBegan(Sensor sensor, GapCause cause) =>
        Gaps.Add(
            1,
            new KeyValuePair<string, object?>("sensor", Sensors[(int)sensor]),
            new KeyValuePair<string, object?>("cause", Causes[(int)cause])
        );

    public static void RecordDropped() => RecordsDropped.Add(1);

    /// <summary>Counts an attempt to deliver an event.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="result">delivered, failed, given_up or cancelled.</param>
    public static void DeliveryAttempted(string channel, string result) =>
        Attempts.Add(1, new KeyValuePair<string, object?>("channel", channel), new KeyValuePair<string, object?>("result", result));

    static long Start(Histogram<double> histogram) => histogram.Enabled ? Stopwatch.GetTimestamp() : 0;

    static void End(Histogram<double> histogram, long start, KeyValuePair<string, object?> label)
    {
        if (start != 0)
            histogram.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, label);
    }

    static Histogram<double> Seconds(string name, string description, double[] bounds) =>
        Meter.CreateHistogram(name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
}
