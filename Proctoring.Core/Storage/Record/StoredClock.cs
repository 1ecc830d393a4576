using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Storage.Record;

/// <summary>The stored state of a session's clock.</summary>
/// <param name="Status">The session's status.</param>
/// <param name="EndsAt">The deadline, UTC; null before the start.</param>
/// <param name="Kind">The kind of pause that stops the clock; null while it runs, also in a pause of the host page.</param>
/// <param name="Reason">The reason of staff.</param>
/// <param name="Changes">How often the clock was changed. Of two states that were read at the same time, the higher number is the
/// newer.</param>
internal sealed record StoredClock(SessionStatus Status, DateTime? EndsAt, TimeChangeKind? Kind, string? Reason, int Changes)
{
    /// <summary>Whether the session is over, so that nothing can be recorded any longer.</summary>
    public bool IsOver => Status is not (SessionStatus.Preparing or SessionStatus.Running);

    /// <summary>The cause of the gap in monitoring; null while the clock runs.</summary>
    public GapCause? Cause => CauseOf(Kind);

    /// <inheritdoc cref="Cause" />
    public static GapCause? CauseOf(TimeChangeKind? kind) =>
        kind switch
        {
            TimeChangeKind.Pause => GapCause.PausedByStaff,
            TimeChangeKind.Break => GapCause.Break,
            _ => null,
        };
}

/// <summary>Reads the clocks of sessions, and finds pauses among the changes of deadlines.</summary>
internal static class ClockQueries
{
    /// <summary>Reads a session's clock; null if the session is gone.</summary>
    public static Task<StoredClock?> ClockAsync(this ProctoringDb database, Guid sessionId) =>
        database
            .Sessions.Where(row => row.Id == sessionId)
            .Select(row => new StoredClock(
                row.Status,
                row.EndsAt,
                database
                    .OpenPauses()
                    .Where(pause => pause.SessionId == row.Id)
                    .Select(pause => (TimeChangeKind?)pause.Kind)
                    .FirstOrDefault(),
                row.PauseReason,
                database.TimeChanges.Count(change => change.SessionId == row.Id)
            ))
            .SingleOrDefaultAsync();

    /// <summary>The changes by which breaks began and ended; the sum of a session's is the time for breaks that it has used up.</summary>
    public static IQueryable<TimeChange> Breaks(this ProctoringDb database) =>
        database.TimeChanges.Where(change => change.Kind == TimeChangeKind.Break || change.Kind == TimeChangeKind.BreakEnded);

    /// <summary>For each session whose clock is stopped, the change that began its pause.</summary>
    public static IQueryable<TimeChange> OpenPauses(this ProctoringDb database) =>
        database
            .TimeChanges.Where(change => change.Kind == TimeChangeKind.Pause || change.Kind == TimeChangeKind.Break)
            .Where(change => database.Sessions.Any(session => session.Id == change.SessionId && session.PausedAt == change.ChangedAt));
}
