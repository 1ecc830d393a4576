using System.Globalization;
using System.Text.RegularExpressions;

namespace Proctoring.Tests.Faults;

/// <summary>What the servers' logs say about one failure. All times count from its beginning.</summary>
/// <param name="GivenUp">Until the first server gave another one up; null if none did, as after a stop.</param>
/// <param name="Opened">Until each session was open on another server, in order.</param>
/// <param name="Openings">How long the opening of each session took, in order.</param>
internal sealed partial record Takeover(TimeSpan? GivenUp, IReadOnlyList<TimeSpan> Opened, IReadOnlyList<TimeSpan> Openings)
{
    /// <summary>Reads the lines, which begin with their time, since the beginning of the failure, UTC.</summary>
    public static Takeover Read(IEnumerable<string> lines, DateTime began)
    {
        var from = TimeOnly.FromDateTime(began);
        var since = lines
            .Select(line => (Line: line, After: After(line, from)))
            // A difference beyond midnight is one before the failure.
            .Where(one => one.After < TimeSpan.FromHours(12))
            .ToList();
        TimeSpan[] gone = [.. since.Where(one => one.Line.Contains("has gone;", StringComparison.Ordinal)).Select(one => one.After!.Value)];
        var opened = since.Select(one => (one.After, Match: OpeningLine().Match(one.Line))).Where(one => one.Match.Success).ToList();
        return new Takeover(
            gone.Length == 0 ? null : gone.Min(),
            [.. opened.Select(one => one.After!.Value).Order()],
            [.. opened.Select(one => TimeSpan.FromMilliseconds(int.Parse(one.Match.Groups[1].Value, CultureInfo.InvariantCulture))).Order()]
        );
    }

    public override string ToString()
    {
        var given = GivenUp is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"given up after {time.TotalSeconds:0.0} s")
            : "no server given up";
        if (Opened.Count == 0)
            return $"{given}; no session opened";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{given}; {Opened.Count} openings, done after {Opened[0].TotalSeconds:0.0} to {Opened[^1].TotalSeconds:0.0} s, "
                + $"each took median {Openings[Openings.Count / 2].TotalMilliseconds:0} ms, longest {Openings[^1].TotalMilliseconds:0} ms"
        );
    }

    static TimeSpan? After(string line, TimeOnly from) =>
        line.Length > 12
        && TimeOnly.TryParseExact(line.AsSpan(0, 12), "HH:mm:ss.fff", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? at - from
            : null;

    [GeneratedRegex(@"runs on this server as epoch \d+; opening it took (\d+) ms")]
    private static partial Regex OpeningLine();
}
