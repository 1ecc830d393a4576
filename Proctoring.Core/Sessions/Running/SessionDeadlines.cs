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
    /// connection closed.</summary>
    const int Attempts = 3;

    /// <summary>The pause before the second attempt; the next one is twice as long.</summary>
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

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
        var id = Guid.CreateVersion7(time.GetUtcNow());
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await GiveBackAsync(sessionId, id, lost).ConfigureAwait(false);
            }
            catch (SessionTakenException cause)
            {
                // The candidate joins the server that has the session now, and that one gives the time back.
                LogTaken(cause, sessionId);
                return null;
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

            await Task.Delay(attempt * RetryAfter, time).ConfigureAwait(false);
        }
    }

    /// <summary>Sends the queries of giving time back. A server does so before it takes sessions: otherwise its first transactions would be
    /// idle while the code of the queries is compiled.</summary>
    public static async Task WarmUpAsync(ProctoringDb database, Guid sessionId)
    {
        await RunningAsync(database, sessionId).ConfigureAwait(false);
        await GivenAsync(database, sessionId, changeId: sessionId).ConfigureAwait(false);
    }

    async Task<DateTime?> GiveBackAsync(Guid sessionId, Guid changeId, TimeSpan lost)
    {
        DateTime? stored = null;
        var change = await ChangeAsync(
                sessionId,
                async (database, session) =>
                {
                    if (rules.FindOfSession(session.Policy) is not { GiveBackLostTime: var most } || most == TimeSpan.Zero)
                        return null;
                    var given = await GivenAsync(database, sessionId, changeId).ConfigureAwait(false);
                    stored = given?.EndsAt;
                    if (given is not { Paused: false, EndsAt: null })
                        return null;
                    var left = most - TimeSpan.FromSeconds(given.Seconds);
                    var by = lost < left ? lost : left;
                    return by >= TimeSpan.FromSeconds(1) ? Of(session, by, TimeChangeKind.ConnectionLost, id: changeId) : null;
                }
            )
            .ConfigureAwait(false);
        return change?.EndsAt ?? stored;
    }

    static Task<ProctoringSession?> RunningAsync(ProctoringDb database, Guid sessionId) =>
        database.Sessions.SingleOrDefaultAsync(row => row.Id == sessionId && row.Status == SessionStatus.Running);

    /// <summary>Reads what decides how much time a session gets back; null if it is gone. One statement: the session is locked.</summary>
    static Task<GivenTime?> GivenAsync(ProctoringDb database, Guid sessionId, Guid changeId) =>
        database
            .Sessions.Where(row => row.Id == sessionId)
            .Select(row => new GivenTime(
                database.OpenPauses().Any(pause => pause.SessionId == row.Id),
                database
                    .TimeChanges.Where(change => change.SessionId == row.Id && change.Kind == TimeChangeKind.ConnectionLost)
                    .Sum(change => change.Seconds),
                database.TimeChanges.Where(change => change.Id == changeId).Select(change => (DateTime?)change.EndsAt).FirstOrDefault()
            ))
            .SingleOrDefaultAsync();

    /// <summary>Changes the deadline of a running session in one transaction.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="decide">Returns the change, and may change the session and add rows; null changes nothing.</param>
    internal async Task<TimeChange?> ChangeAsync(Guid sessionId, Func<ProctoringDb, ProctoringSession, Task<TimeChange?>> decide)
    {
        await using var database = await databases.CreateDbContextAsync().ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync().ConfigureAwait(false);
        // An end of the session comes before the change or after it, never in between.
        await epochs.LockAsync(database, sessionId, epochs.Find(sessionId), CancellationToken.None).ConfigureAwait(false);
        var session = await RunningAsync(database, sessionId).ConfigureAwait(false);
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
    internal TimeChange Of(
        ProctoringSession session,
        TimeSpan by,
        TimeChangeKind kind,
        Guid? author = null,
        string? reason = null,
        Guid? id = null
    ) =>
        new()
        {
            Id = id ?? Guid.CreateVersion7(time.GetUtcNow()),
            SessionId = session.Id,
            ChangedAt = Now,
            Kind = kind,
            Seconds = Math.Round(by.TotalSeconds, 3),
            // After the deadline, the time counts from now.
            EndsAt = (session.EndsAt > Now ? session.EndsAt.Value : Now) + by,
            AuthorId = author,
            Reason = reason,
        };

    [LoggerMessage(LogLevel.Information, "Another server has session {SessionId} now, and gives its lost time back")]
    partial void LogTaken(Exception cause, Guid sessionId);

    [LoggerMessage(LogLevel.Warning, "The lost time of session {SessionId} could not be given back; trying again")]
    partial void LogTriedAgain(Exception cause, Guid sessionId);

    [LoggerMessage(LogLevel.Error, "Session {SessionId} lost its connection for {Seconds:0} s, and its time could not be changed")]
    partial void LogNotGivenBack(Exception cause, Guid sessionId, double seconds);

    /// <summary>The time that a session got back so far.</summary>
    /// <param name="Paused">Whether its clock is stopped.</param>
    /// <param name="Seconds">The seconds that it got back.</param>
    /// <param name="EndsAt">The deadline after this change, UTC, if an earlier attempt stored it and its answer was lost; otherwise
    /// null.</param>
    sealed record GivenTime(bool Paused, double Seconds, DateTime? EndsAt);
}
