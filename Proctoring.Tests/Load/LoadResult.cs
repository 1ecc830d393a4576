using System.Globalization;
using System.Text;

namespace Proctoring.Tests.Load;

/// <summary>The result of one step.</summary>
/// <param name="Servers">The number of servers.</param>
/// <param name="Candidates">The number of candidates.</param>
/// <param name="Seconds">The measured time.</param>
internal sealed record LoadResult(int Servers, int Candidates, double Seconds)
{
    /// <summary>The frames that were due.</summary>
    public required int Sent { get; init; }

    /// <summary>The frames without an answer.</summary>
    public required int Lost { get; init; }

    /// <summary>The times from the moment at which a frame was due to its acknowledgement, in ms: half of the frames, 95 and 99 %, and the
    /// longest; null if so many frames had no answer.</summary>
    public required double? P50 { get; init; }

    public required double? P95 { get; init; }

    public required double? P99 { get; init; }

    public required double? Longest { get; init; }

    /// <summary>The refusals by their reason.</summary>
    public required IReadOnlyDictionary<string, int> Refused { get; init; }

    /// <summary>The share of answers that ask for fewer frames, 0–1.</summary>
    public required double Slowed { get; init; }

    /// <summary>The frames that models read, a second and candidate. The newest replaces one that waits.</summary>
    public required double ReadPerSecond { get; init; }

    /// <summary>The processor time of all servers in ms, for a candidate and second. The database's is not part of it.</summary>
    public required double ProcessorMs { get; init; }

    /// <summary>The processor time of the candidates of this program in ms, for a candidate and second.</summary>
    public required double ClientMs { get; init; }

    /// <summary>The memory of each server at the end, in MB.</summary>
    public required IReadOnlyList<long> Memory { get; init; }

    /// <summary>The connections that were lost.</summary>
    public required int Breaks { get; init; }

    /// <summary>The spans in which a sensor or the server delivered nothing usable, by their cause.</summary>
    public required IReadOnlyDictionary<string, int> Gaps { get; init; }

    /// <summary>The share of the candidates' time in these spans, 0–1.</summary>
    public required double GapShare { get; init; }

    /// <summary>The flags that began within the measured time, by type.</summary>
    public required IReadOnlyDictionary<string, int> Flags { get; init; }

    /// <summary>Writes the results as a table in Markdown.</summary>
    public static string Table(IEnumerable<LoadResult> results)
    {
        var text = new StringBuilder();
        text.Append("| servers | candidates | p50 ms | p95 ms | p99 ms | longest ms | lost | read a second | slowed | processor ms ")
            .Append("| memory MB | gaps | time in gaps | flags |\n")
            .Append("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var result in results)
            text.Append(result.Row()).Append('\n');
        return text.ToString();
    }

    string Row() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {Servers} | {Candidates} | {Ms(P50)} | {Ms(P95)} | {Ms(P99)} | {Ms(Longest)} | {Lost} | {ReadPerSecond:0.00} "
                + $"| {Slowed:0 %} | {ProcessorMs:0.0} | {string.Join(" + ", Memory)} "
                + $"| {Counts(Gaps)} | {GapShare:0.0 %} | {Counts(Flags)} |"
        );

    static string Ms(double? value) => value is { } ms ? ms.ToString(ms < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) : "none";

    static string Counts(IReadOnlyDictionary<string, int> counts) =>
        counts.Count == 0
            ? "0"
            : string.Join(", ", counts.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Value} {pair.Key}"));
}
