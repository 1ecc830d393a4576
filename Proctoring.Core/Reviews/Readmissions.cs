using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Readmits candidates whose session was ended by mistake. The session is then paused until staff continue it.</summary>
internal sealed partial class Readmissions(
    IDbContextFactory<ProctoringDb> databases,
    IRunningSessions running,
    SessionFeed feed,
    TimeProvider time,
    ILogger<Readmissions> log
)
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Reads the sessions that the viewer can readmit, the latest end first.</summary>
    /// <param name="viewer">The proctor.</param>
    /// <param name="only">The only session to read; null for all.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<EndedSession>> ReadAsync(StaffViewer viewer, Guid? only, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sessions = await database
            .Sessions.AsNoTracking()
            .AttendedBy(database, viewer)
            .Readmittable(database, Now)
            .Where(session => only == null || session.Id == only)
            .OrderByDescending(session => session.FinishedAt)
            .Take(LiveWall.Most)
            .Select(session => new
            {
                Session = session,
                session.Student,
                Pause = database.OpenPauses().FirstOrDefault(pause => pause.SessionId == session.Id),
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return
        [
            .. sessions.Select(row => new EndedSession(
                row.Session.Id,
                StudentLabel.Of(row.Student!.ExternalId, row.Student.Name),
                row.Session.ExamName,
                row.Session.FinishedAt!.Value,
                row.Session.EndReason,
                SessionReopening.Remaining(row.Session, row.Pause)
            )),
        ];
    }

    /// <summary>Readmits a candidate with the remaining time. The session continues on any server.</summary>
    /// <param name="viewer">The proctor.</param>
    /// <param name="sessionId">The ended session.</param>
    /// <param name="minutes">Time on top of the remaining time, 0 to <see cref="ReviewLimits.AddedMinutes"/>.</param>
    /// <param name="reason">The reason, which the candidate reads.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <exception cref="ValidationException">The reason is missing or too long, or the minutes are out of range.</exception>
    public async Task<ReviewOutcome> ReadmitAsync(
        StaffViewer viewer,
        Guid sessionId,
        int minutes,
        string? reason,
        CancellationToken cancellation
    )
    {
        var why = TextLimits.Required(reason, "reason", ProctoringSession.LongestPauseReason);
        if (minutes is < 0 or > ReviewLimits.AddedMinutes)
            throw new ShownRefusalException(L["Refusal_Minutes", 0, ReviewLimits.AddedMinutes]);
        IReadOnlyList<TimeChange> changes;
        await using (
            var act = await ReviewAct
                .BeginAsync(databases, database => database.Sessions.AttendedBy(database, viewer), sessionId, Now, cancellation)
                .ConfigureAwait(false)
        )
        {
            if (act is null || !act.Over)
                return ReviewOutcome.NotThere;
            if (await HindranceAsync(act, cancellation).ConfigureAwait(false) is { } hindrance)
                return hindrance;
            changes = await SessionReopening
                .ReopenAsync(act.Database, act.Session, TimeSpan.FromMinutes(minutes), viewer.UserId!.Value, why, act.At, cancellation)
                .ConfigureAwait(false);
            // The pause stops the clock, and nothing would be left after it.
            if (act.Session.EndsAt - SessionPauses.LongestByStaff - act.At < TimeSpan.FromSeconds(1))
                return ReviewOutcome.NoTimeLeft;
            act.Database.Audit(viewer, "session_readmitted", $"{minutes} min added", act.At, sessionId, why);
            await act.StoreAsync(cancellation).ConfigureAwait(false);
        }

        foreach (var change in changes)
            feed.Announce(sessionId, new DeadlineNews(change));
        await OpenAsync(sessionId).ConfigureAwait(false);
        return ReviewOutcome.Done;
    }

    static async Task<ReviewOutcome?> HindranceAsync(ReviewAct act, CancellationToken cancellation)
    {
        var one = act.Database.Sessions.Where(session => session.Id == act.Session.Id);
        if (await one.Readmittable(act.Database, act.At).AnyAsync(cancellation).ConfigureAwait(false))
            return null;
        if (act.Session.FinishedAt is not { } finished || act.Session.Status is not (SessionStatus.Ended or SessionStatus.TimedOut))
            return ReviewOutcome.NotThere;
        if (
            act.Session.Verdict is not null
            || await act
                .Database.SessionVerdicts.Standing().AnyAsync(row => row.SessionId == act.Session.Id, cancellation)
                .ConfigureAwait(false)
        )
            return ReviewOutcome.Settled;
        return act.At - finished >= ProctoringSession.ReadmittedWithin ? ReviewOutcome.TooLate : ReviewOutcome.ResultShown;
    }

    async Task OpenAsync(Guid sessionId)
    {
        try
        {
            await running.OpenAsync(sessionId).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            // The session runs in any case: the next check for unmonitored sessions, or the candidate's page, opens it.
            LogNotOpened(cause, sessionId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The readmitted session {SessionId} could not be opened yet; trying again")]
    partial void LogNotOpened(Exception cause, Guid sessionId);
}

/// <summary>An ended session whose candidate can be readmitted.</summary>
/// <param name="Id">The session.</param>
/// <param name="Student">The student.</param>
/// <param name="ExamName">The exam.</param>
/// <param name="EndedAt">When it ended, UTC.</param>
/// <param name="Reason">The reason of the person who ended it; null if the server did.</param>
/// <param name="Remaining">The exam time that was left.</param>
public sealed record EndedSession(Guid Id, string Student, string ExamName, DateTime EndedAt, string? Reason, TimeSpan Remaining);
