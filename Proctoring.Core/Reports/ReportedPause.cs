using Proctoring.Core.Exams;

namespace Proctoring.Core.Reports;

/// <summary>A span in which the clock of a session was stopped.</summary>
/// <param name="OwnBreak">Whether it was a break of the candidate; otherwise staff paused the session.</param>
/// <param name="BeganAt">UTC.</param>
/// <param name="EndedAt">UTC; null while it lasts.</param>
/// <param name="EndsAt">The deadline after it, UTC.</param>
/// <param name="Reason">The reason of staff; null for a break.</param>
public sealed record ReportedPause(bool OwnBreak, DateTime BeganAt, DateTime? EndedAt, DateTime EndsAt, string? Reason)
{
    /// <summary>How long it lasted; zero while it lasts.</summary>
    public TimeSpan Lasted => (EndedAt ?? BeganAt) - BeganAt;

    /// <summary>The page hears of a pause a moment after it begins, and the time of an answer is that of the browser.</summary>
    static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(5);

    /// <summary>Returns whether a time, UTC, is within the pause, and more than 5 seconds from its beginning and its end.</summary>
    public bool Contains(DateTime at) => at > BeganAt + Unnoticed && (EndedAt is not { } end || at < end - Unnoticed);

    /// <summary>The pauses among the changes of a deadline, oldest first.</summary>
    public static IReadOnlyList<ReportedPause> Of(IEnumerable<ReportedTimeChange> changes)
    {
        List<ReportedPause> pauses = [];
        foreach (var change in changes)
        {
            if (change.Kind is TimeChangeKind.Pause or TimeChangeKind.Break)
                pauses.Add(new(change.Kind == TimeChangeKind.Break, change.At, null, change.EndsAt, change.Reason));
            else if (change.Kind is TimeChangeKind.PauseEnded or TimeChangeKind.BreakEnded && pauses.Count > 0)
                pauses[^1] = pauses[^1] with { EndedAt = change.At, EndsAt = change.EndsAt };
        }

        return pauses;
    }
}
