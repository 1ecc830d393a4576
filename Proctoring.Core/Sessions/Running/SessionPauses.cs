using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Pauses a running, proctored session with its clock stopped and without monitoring: for staff, or as a break of the
/// candidate.</summary>
/// <remarks>A pause moves the deadline by its longest duration at once, and its end takes back the rest. So the candidate loses no time if
/// the server fails in between, and nothing else that checks deadlines has to know about pauses.</remarks>
internal sealed partial class SessionPauses(
    IDbContextFactory<ProctoringDb> databases,
    SessionDeadlines deadlines,
    ClockRefresh refresh,
    RuleCatalog rules,
    TimeProvider time,
    ILogger<SessionPauses> log
)
{
    /// <summary>The longest pause by staff; then the exam continues by itself.</summary>
    public static readonly TimeSpan LongestByStaff = TimeSpan.FromHours(1);

    /// <summary>A shorter rest of the time for breaks allows no further break.</summary>
    public static readonly TimeSpan ShortestBreak = TimeSpan.FromMinutes(1);

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Whether a session can be paused: its questions must be this server's, which alone can hide them and stop the
    /// clock.</summary>
    public static bool CanPause(ProctoringSession session) => session is { Proctored: true, ExamId: not null };

    /// <summary>Pauses a session for staff. The candidate reads the reason. The caller has checked the right of the viewer.</summary>
    /// <returns>Whether it is paused; false if it does not run or can't be paused.</returns>
    public Task<bool> PauseAsync(Guid sessionId, string reason, StaffViewer viewer) =>
        BeginAsync(
            sessionId,
            (database, session) =>
            {
                database.Audit(viewer, "exam_paused", "", Now, sessionId, reason);
                session.PauseReason = TextCharacters.Beginning(reason, ProctoringSession.LongestPauseReason);
                return Task.FromResult<TimeChange?>(
                    deadlines.Of(session, LongestByStaff, TimeChangeKind.Pause, viewer.UserId, session.PauseReason)
                );
            }
        );

    /// <summary>Continues a session that staff paused, or whose candidate takes a break. The caller has checked the right of the
    /// viewer.</summary>
    /// <returns>Whether it continues; false if it was not paused.</returns>
    public Task<bool> ResumeAsync(Guid sessionId, StaffViewer viewer) =>
        EndAsync(sessionId, viewer.UserId, _ => true, database => database.Audit(viewer, "exam_resumed", "", Now, sessionId));

    /// <summary>Begins a break of the candidate, as long as the policy and the accommodations allow.</summary>
    /// <returns>Whether the session is paused; false if it does not run or no time for breaks is left.</returns>
    public async Task<bool> BeginBreakAsync(SessionAccess access, CancellationToken cancellation) =>
        await IsHeldAsync(access, cancellation).ConfigureAwait(false)
        && await BeginAsync(
                access.SessionId,
                async (database, session) =>
                {
                    var left = await BreakLeftAsync(database, session).ConfigureAwait(false);
                    session.PauseReason = null;
                    return left >= ShortestBreak ? deadlines.Of(session, left, TimeChangeKind.Break) : null;
                }
            )
            .ConfigureAwait(false);

    /// <summary>Ends the candidate's own break.</summary>
    public async Task EndBreakAsync(SessionAccess access, CancellationToken cancellation)
    {
        if (await IsHeldAsync(access, cancellation).ConfigureAwait(false))
            await EndAsync(access.SessionId, author: null, pause => pause.Kind == TimeChangeKind.Break, _ => { }).ConfigureAwait(false);
    }

    /// <summary>Continues the sessions whose pause has reached its longest duration. One that fails does not stop the others and is tried
    /// again later.</summary>
    public async Task EndDueAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var open = await database
            .OpenPauses()
            .Where(pause => database.Sessions.Any(row => row.Id == pause.SessionId && row.Status == SessionStatus.Running))
            .Select(pause => new
            {
                pause.SessionId,
                pause.ChangedAt,
                pause.Seconds,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var due in open.Where(pause => pause.ChangedAt.AddSeconds(pause.Seconds) <= Now))
        {
            try
            {
                // Since the list was read, staff may have begun another pause.
                await EndAsync(due.SessionId, author: null, pause => pause.ChangedAt == due.ChangedAt, _ => { }).ConfigureAwait(false);
            }
            catch (Exception cause)
            {
                LogNotEnded(cause, due.SessionId);
            }
        }
    }

    /// <summary>The time that a session has left for breaks.</summary>
    async Task<TimeSpan> BreakLeftAsync(ProctoringDb database, ProctoringSession session)
    {
        if (rules.FindOfSession(session.Policy) is not { } policy)
            return TimeSpan.Zero;
        var used = await database
            .Breaks()
            .Where(change => change.SessionId == session.Id)
            .SumAsync(change => change.Seconds)
            .ConfigureAwait(false);
        return policy.BreakTime + ExamArrangements.Of(RuleOverride.FromJson(session.Accommodations)).BreakTime - TimeSpan.FromSeconds(used);
    }

    async Task<bool> IsHeldAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.Sessions.HeldBy(access).AnyAsync(cancellation).ConfigureAwait(false);
    }

    async Task<bool> BeginAsync(Guid sessionId, Func<ProctoringDb, ProctoringSession, Task<TimeChange?>> decide)
    {
        var paused = false;
        await deadlines
            .ChangeAsync(
                sessionId,
                async (database, session) =>
                {
                    paused = await database.OpenPauses().AnyAsync(pause => pause.SessionId == sessionId).ConfigureAwait(false);
                    // After the deadline there is nothing left to pause.
                    if (paused || !CanPause(session) || session.EndsAt <= Now)
                        return null;
                    if (await decide(database, session).ConfigureAwait(false) is not { } change)
                        return null;
                    session.PausedAt = change.ChangedAt;
                    paused = true;
                    return change;
                }
            )
            .ConfigureAwait(false);
        // Also if it was paused before: the server that monitors the session may not know yet.
        if (paused)
            await refresh.RefreshAsync(sessionId).ConfigureAwait(false);
        return paused;
    }

    async Task<bool> EndAsync(Guid sessionId, Guid? author, Func<TimeChange, bool> mayEnd, Action<ProctoringDb> audit)
    {
        var change = await deadlines
            .ChangeAsync(
                sessionId,
                async (database, session) =>
                {
                    var pause = await database.OpenPauses().SingleOrDefaultAsync(row => row.SessionId == sessionId).ConfigureAwait(false);
                    if (pause is null || !mayEnd(pause))
                        return null;
                    (session.PausedAt, session.PauseReason) = (null, null);
                    audit(database);
                    return deadlines.Of(session, -Rest(pause), EndOf(pause.Kind), author);
                }
            )
            .ConfigureAwait(false);
        await refresh.RefreshAsync(sessionId).ConfigureAwait(false);
        return change is not null;
    }

    /// <summary>The part of a pause that was not used.</summary>
    TimeSpan Rest(TimeChange pause)
    {
        var longest = TimeSpan.FromSeconds(pause.Seconds);
        var lasted = Now - pause.ChangedAt;
        // The server's clock may have been set back.
        return lasted < TimeSpan.Zero ? longest
            : lasted < longest ? longest - lasted
            : TimeSpan.Zero;
    }

    static TimeChangeKind EndOf(TimeChangeKind kind) =>
        kind == TimeChangeKind.Break ? TimeChangeKind.BreakEnded : TimeChangeKind.PauseEnded;

    [LoggerMessage(LogLevel.Error, "The pause of session {SessionId} is over, and the session could not be continued; trying again")]
    partial void LogNotEnded(Exception cause, Guid sessionId);
}
