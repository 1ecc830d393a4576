namespace Proctoring.Core.Reviews.Regrading;

/// <summary>What a regrade would change.</summary>
internal sealed record RegradePreview
{
    /// <summary>The most sessions that are listed one by one.</summary>
    public const int MostListed = 200;

    /// <summary>The version whose solutions count; null for each session's own.</summary>
    public required int? Version { get; init; }

    /// <summary>The sessions that would be regraded.</summary>
    public required int Sessions { get; init; }

    /// <summary>Of these, the sessions whose score or points change.</summary>
    public required int Changed { get; init; }

    /// <summary>The sessions with a higher and with a lower score.</summary>
    public required (int Higher, int Lower) Direction { get; init; }

    /// <summary>The largest rise and the largest fall of a score, percentage points, 0 or more.</summary>
    public required (decimal Rise, decimal Fall) Largest { get; init; }

    /// <summary>The sessions that would pass and did not, and the other way round.</summary>
    public required (int Passes, int Fails) Turned { get; init; }

    /// <summary>The sessions that cannot be regraded, by obstacle, the most frequent first.</summary>
    public required IReadOnlyList<(RegradeObstacle Obstacle, int Sessions)> Unfit { get; init; }

    /// <summary>The sessions that change, the largest change first; at most <see cref="MostListed"/>.</summary>
    public required IReadOnlyList<RegradeChange> Changes { get; init; }
}

/// <summary>The change of one session. Scores are per cent, null while an answer waits for a grade.</summary>
internal sealed record RegradeChange(
    Guid SessionId,
    string Student,
    (decimal Points, decimal MaxPoints, decimal? Score, bool? Passed) Before,
    (decimal Points, decimal MaxPoints, decimal? Score, bool? Passed) After
)
{
    public bool Differs => (Before.Points, Before.MaxPoints, Before.Score) != (After.Points, After.MaxPoints, After.Score);

    /// <summary>The difference of the scores; 0 without both.</summary>
    public decimal Difference => (After.Score - Before.Score) ?? 0;
}

/// <summary>Adds up the changes of single sessions.</summary>
/// <param name="version">The version whose solutions count; null for each session's own.</param>
internal sealed class RegradeSums(int? version)
{
    readonly List<RegradeChange> changes = [];
    readonly Dictionary<RegradeObstacle, int> unfit = [];
    int sessions;

    public void Add(RegradeChange change)
    {
        sessions++;
        if (change.Differs)
            changes.Add(change);
    }

    public void Add(RegradeObstacle obstacle) => unfit[obstacle] = unfit.GetValueOrDefault(obstacle) + 1;

    public RegradePreview Result() =>
        new()
        {
            Version = version,
            Sessions = sessions,
            Changed = changes.Count,
            Direction = (changes.Count(change => change.Difference > 0), changes.Count(change => change.Difference < 0)),
            Largest = (
                changes.Select(change => change.Difference).Append(0).Max(),
                -changes.Select(change => change.Difference).Append(0).Min()
            ),
            Turned = (
                changes.Count(change => change is { Before.Passed: false, After.Passed: true }),
                changes.Count(change => change is { Before.Passed: true, After.Passed: false })
            ),
            Unfit = [.. unfit.OrderByDescending(one => one.Value).Select(one => (one.Key, one.Value))],
            Changes =
            [
                .. changes
                    .OrderByDescending(change => Math.Abs(change.Difference))
                    .ThenBy(change => change.Student, StringComparer.Ordinal)
                    .Take(RegradePreview.MostListed),
            ],
        };
}
