using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Ending;

/// <summary>Turns an ended session into a paused one: the time since its end becomes a pause of staff, so that the remaining time is
/// kept.</summary>
internal static class SessionReopening
{
    /// <summary>The exam time that a session had left at its end, without the unused rest of a pause.</summary>
    public static TimeSpan Remaining(ProctoringSession session, TimeChange? openPause)
    {
        if (session is not { EndsAt: { } endsAt, FinishedAt: { } finished })
            return TimeSpan.Zero;
        var left = endsAt - finished - Rest(openPause, finished);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Changes a session in the pending save. The caller holds its lock.</summary>
    /// <param name="database">The context that loaded the session.</param>
    /// <param name="session">The ended session.</param>
    /// <param name="extra">Time on top of the remaining time.</param>
    /// <param name="author">The member of staff.</param>
    /// <param name="reason">The reason, which the candidate reads.</param>
    /// <param name="now">The present time, UTC.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The changes of the deadline.</returns>
    public static async Task<IReadOnlyList<TimeChange>> ReopenAsync(
        ProctoringDb database,
        ProctoringSession session,
        TimeSpan extra,
        Guid author,
        string reason,
        DateTime now,
        CancellationToken cancellation
    )
    {
        var open = await database.OpenPauses().SingleOrDefaultAsync(row => row.SessionId == session.Id, cancellation).ConfigureAwait(false);
        var finished = session.FinishedAt!.Value;
        var deadline = session.EndsAt!.Value;
        List<TimeChange> changes = [];
        void Change(TimeChangeKind kind, TimeSpan by, DateTime at)
        {
            deadline += by;
            changes.Add(
                new TimeChange
                {
                    Id = Guid.CreateVersion7(at),
                    SessionId = session.Id,
                    ChangedAt = at,
                    Kind = kind,
                    Seconds = by.TotalSeconds,
                    EndsAt = deadline,
                    AuthorId = author,
                    Reason = kind is TimeChangeKind.Pause or TimeChangeKind.Staff ? reason : null,
                }
            );
        }

        if (open is not null)
            Change(
                open.Kind == TimeChangeKind.Break ? TimeChangeKind.BreakEnded : TimeChangeKind.PauseEnded,
                -Rest(open, finished),
                finished
            );
        Change(TimeChangeKind.Pause, now - finished + SessionPauses.LongestByStaff, finished);
        if (extra > TimeSpan.Zero)
            Change(TimeChangeKind.Staff, extra, now);
        database.AddRange(changes);
        session.EndAt(deadline);
        (session.Status, session.FinishedAt, session.EndReason) = (SessionStatus.Running, null, null);
        (session.PausedAt, session.PauseReason) = (finished, reason);
        await RemoveResultAsync(database, session, cancellation).ConfigureAwait(false);
        return changes;
    }

    /// <summary>The next end scores the answers and makes the report.</summary>
    static async Task RemoveResultAsync(ProctoringDb database, ProctoringSession session, CancellationToken cancellation)
    {
        (session.CorrectAnswers, session.Score, session.RiskScore) = (null, null, null);
        (session.Points, session.MaxPoints, session.Ungraded) = (null, null, 0);
        (session.ScoredVersion, session.RegradedAt, session.OriginalScore) = (null, null, null);
        var answers = await database
            .Answers.Where(answer => answer.SessionId == session.Id)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var answer in answers)
            (answer.Points, answer.ScoredBody, answer.RightChoice) = (null, null, null);
        database.RemoveRange(
            await database.Reports.Where(report => report.SessionId == session.Id).ToListAsync(cancellation).ConfigureAwait(false)
        );
    }

    static TimeSpan Rest(TimeChange? pause, DateTime at)
    {
        if (pause is null)
            return TimeSpan.Zero;
        var rest = pause.ChangedAt.AddSeconds(pause.Seconds) - at;
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }
}
