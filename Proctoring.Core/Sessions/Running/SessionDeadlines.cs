using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Extends the deadlines of running sessions: at the request of staff, and for time that a lost connection cost.</summary>
internal sealed partial class SessionDeadlines(
    IDbContextFactory<ProctoringDb> databases,
    SessionEpochs epochs,
    SessionFeed feed,
    RuleCatalog rules,
    TimeProvider time,
    ILogger<SessionDeadlines> log
)
{
    /// <summary>A shorter absence costs no time: the page answers without a connection.</summary>
    static readonly TimeSpan WorthGivingBack = TimeSpan.FromSeconds(8);

    /// <summary>After a restart of the database, or on a server that is too busy for a transaction, the first attempt may find its
    /// connection closed. An answer that is lost after the commit gives the time twice, within the policy's limit.</summary>
    const int Attempts = 3;

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Adds time to a running session; the candidate reads the reason. The caller has checked the right of the viewer.</summary>
    /// <returns>The new deadline, UTC; null if the session does not run.</returns>
    public async Task<DateTime?> ExtendAsync(Guid sessionId, TimeSpan by, string reason, StaffViewer viewer)
    {
        var change = await ChangeAsync(
                sessionId,
                (database, session) =>
                {
                    database.Audit(viewer, "time_added", $"{by.TotalMinutes:0} min", Now, sessionId, reason);
                    return Task.FromResult<TimeChange?>(Of(session, by, TimeChangeKind.Staff, viewer.UserId, reason));
                }
            )
            .ConfigureAwait(false);
        return change?.EndsAt;
    }

    /// <summary>Gives back the time since a connection was lost, up to the limit of the session's policy. Never fails: a session whose time
    /// can't be changed goes on without.</summary>
    /// <returns>The new deadline, UTC; null if it stays.</returns>
    public async Task<DateTime?> GiveBackAsync(Guid sessionId, DateTime lostSince)
    {
        var lost = Now - lostSince;
        if (lost < WorthGivingBack)
            return null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await GiveBackAsync(sessionId, lost).ConfigureAwait(false);
            }
            catch (Exception cause) when (attempt < Attempts)
            {
                LogTriedAgain(cause, sessionId);
            }
            catch (Exception cause)
            {
                // The candidate must get back into the exam in any case.
                LogNotGivenBack(cause, sessionId, lost.TotalSeconds);
                return null;
            }
        }
    }

    async Task<DateTime?> GiveBackAsync(Guid sessionId, TimeSpan lost)
    {
        var change = await ChangeAsync(
                sessionId,
                async (database, session) =>
                {
                    if (await database.OpenPauses().AnyAsync(pause => pause.SessionId == sessionId).ConfigureAwait(false))
                        return null;
                    var left = await LeftAsync(database, session).ConfigureAwait(false);
                    var by = lost < left ? lost : left;
                    return by >= TimeSpan.FromSeconds(1) ? Of(session, by, TimeChangeKind.ConnectionLost) : null;
                }
            )
            .ConfigureAwait(false);
        return change?.EndsAt;
    }

    /// <summary>How much lost time the policy still gives back to a session.</summary>
    async Task<TimeSpan> LeftAsync(ProctoringDb database, ProctoringSession session)
    {
        if (rules.FindOfSession(session.Policy) is not { GiveBackLostTime: var most } || most == TimeSpan.Zero)
            return TimeSpan.Zero;
        var given = await database
            .TimeChanges.Where(change => change.SessionId == session.Id && change.Kind == TimeChangeKind.ConnectionLost)
            .SumAsync(change => change.Seconds)
            .ConfigureAwait(false);
        return most - TimeSpan.FromSeconds(given);
    }

    /// <summary>Changes the deadline of a running session in one transaction.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="decide">Returns the change, and may change the session and add rows; null changes nothing.</param>
    internal async Task<TimeChange?> ChangeAsync(Guid sessionId, Func<ProctoringDb, ProctoringSession, Task<TimeChange?>> decide)
    {
        await using var database = await databases.CreateDbContextAsync().ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync().ConfigureAwait(false);
        // An end of the session comes before the change or after it, never in between.
        await epochs.LockAsync(database, sessionId, epochs.Find(sessionId), CancellationToken.None).ConfigureAwait(false);
        var session = await database
            .Sessions.SingleOrDefaultAsync(row => row.Id == sessionId && row.Status == SessionStatus.Running)
            .ConfigureAwait(false);
        if (session?.EndsAt is null || await decide(database, session).ConfigureAwait(false) is not { } change)
            return null;
        session.EndAt(change.EndsAt);
        database.Add(change);
        await database.SaveChangesAsync().ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        feed.Announce(sessionId, new DeadlineNews(change));
        return change;
    }

    /// <summary>Creates a change of a session's deadline.</summary>
    internal TimeChange Of(ProctoringSession session, TimeSpan by, TimeChangeKind kind, Guid? author = null, string? reason = null) =>
        new()
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            SessionId = session.Id,
            ChangedAt = Now,
            Kind = kind,
            Seconds = Math.Round(by.TotalSeconds, 3),
            // After the deadline, the time counts from now.
            EndsAt = (session.EndsAt > Now ? session.EndsAt.Value : Now) + by,
            AuthorId = author,
            Reason = reason,
        };

    [LoggerMessage(LogLevel.Warning, "The lost time of session {SessionId} could not be given back; trying again")]
    partial void LogTriedAgain(Exception cause, Guid sessionId);

    [LoggerMessage(LogLevel.Error, "Session {SessionId} lost its connection for {Seconds:0} s, and its time could not be changed")]
    partial void LogNotGivenBack(Exception cause, Guid sessionId, double seconds);
}
