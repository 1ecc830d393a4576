using System.Globalization;

namespace Proctoring.Tests.Faults;

/// <summary>Collects how long the candidates waited after each kind of failure.</summary>
internal sealed class HarmTimes
{
    readonly Dictionary<string, List<(TimeSpan Gap, IReadOnlyList<Reconnection> Reconnections)>> rounds = [];

    /// <summary>Adds a round.</summary>
    /// <param name="kind">The failure.</param>
    /// <param name="gap">The longest time of any candidate between two accepted frames.</param>
    /// <param name="reconnections">The reconnections of all candidates.</param>
    public void Add(string kind, TimeSpan gap, IReadOnlyList<Reconnection> reconnections)
    {
        if (!rounds.TryGetValue(kind, out var known))
            rounds.Add(kind, known = []);
        known.Add((gap, reconnections));
    }

    /// <summary>One line for each kind: the rounds, the median and the longest time.</summary>
    public IEnumerable<string> Lines() =>
        rounds.Select(entry =>
            $"{entry.Key}: {entry.Value.Count} rounds; longest time without an accepted frame: "
            + $"{Spread(entry.Value.Select(round => round.Gap))}; {Describe([.. entry.Value.SelectMany(round => round.Reconnections)])}"
        );

    /// <summary>Describes where the time of reconnections went.</summary>
    public static string Describe(IReadOnlyList<Reconnection> reconnections) =>
        reconnections.Count == 0
            ? "no connection was lost"
            : $"{reconnections.Count} reconnections, after the loss: connected {Spread(reconnections.Select(one => one.Connected))}, "
                + $"joined {Spread(reconnections.Select(one => one.Joined))}, "
                + $"first frame {Spread(reconnections.Select(one => one.Accepted))}, "
                + $"at most {reconnections.Max(one => one.Attempts)} attempts";

    static string Spread(IEnumerable<TimeSpan> times)
    {
        TimeSpan[] sorted = [.. times.Order()];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"median {sorted[sorted.Length / 2].TotalSeconds:0.0} s, longest {sorted[^1].TotalSeconds:0.0} s"
        );
    }
}
