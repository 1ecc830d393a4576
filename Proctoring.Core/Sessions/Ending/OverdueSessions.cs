using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Ending;

/// <summary>Finds the sessions whose time is up: running ones past their deadline, and others past the end of their right.</summary>
internal sealed class OverdueSessions(IOptions<ProctoringOptions> options, LateAnswers lateAnswers)
{
    /// <summary>The most sessions that one call reads. A class shares its deadline, and all its sessions need not be in memory.</summary>
    public const int AtOnce = 100;

    /// <summary>The time that a session of this server's pages may wait for its start.</summary>
    TimeSpan Lifetime => options.Value.StartWithin();

    /// <summary>Returns overdue sessions and how they end, in the order of their deadlines, at most <see cref="AtOnce"/>. On PostgreSQL it
    /// leaves out sessions that another transaction is changing now, such as the end of the session on another server.</summary>
    public async Task<List<(Guid Id, SessionStatus End)>> ReadAsync(
        ProctoringDb database,
        DateTime now,
        IReadOnlyCollection<Guid> except,
        CancellationToken cancellation
    )
    {
        var found = await database
            .Sessions.Where(Overdue(now))
            .Where(session => !except.Contains(session.Id))
            .OrderBy(session => session.EndsAt ?? session.ExpiresAt ?? session.CreatedAt)
            .Select(session => new { session.Id, session.Status })
            .Take(AtOnce)
            .TagWith(SkipLockedRows.Tag)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return found.ConvertAll(session => (session.Id, EndOf(session.Status)));
    }

    /// <summary>Returns those of the sessions that are overdue.</summary>
    public async Task<IReadOnlyList<Guid>> StillAsync(
        ProctoringDb database,
        DateTime now,
        IReadOnlyCollection<Guid> sessions,
        CancellationToken cancellation
    ) =>
        await database
            .Sessions.Where(Overdue(now))
            .Where(session => sessions.Contains(session.Id))
            .Select(session => session.Id)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);

    /// <summary>Returns how a session ends if it is overdue; otherwise null.</summary>
    public async Task<SessionStatus?> FindAsync(ProctoringDb database, DateTime now, Guid sessionId, CancellationToken cancellation)
    {
        var status = await database
            .Sessions.Where(Overdue(now))
            .Where(session => session.Id == sessionId)
            .Select(session => (SessionStatus?)session.Status)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return status is { } known ? EndOf(known) : null;
    }

    /// <summary>The way in which an overdue session ends.</summary>
    public static SessionStatus EndOf(SessionStatus status) =>
        status == SessionStatus.Running ? SessionStatus.TimedOut : SessionStatus.Expired;

    /// <summary>The latest end of a session, UTC.</summary>
    public DateTime LatestEnd(ProctoringSession session) =>
        session.Status == SessionStatus.Running ? session.EndsAt ?? DateTime.MaxValue : session.ExpiresAt ?? session.CreatedAt + Lifetime;

    Expression<Func<ProctoringSession, bool>> Overdue(DateTime now)
    {
        // Answers that were in progress when the time ran out are stored first, and those of a page without a connection later.
        var deadline = now - AnswerStore.Grace;
        var late = lateAnswers.DeadlineBefore(now);
        var opened = now - Lifetime;
        return session =>
            (session.Status == SessionStatus.Running && session.EndsAt <= (session.ExamId == null ? deadline : late))
            || (
                session.Status == SessionStatus.Preparing
                && (session.ExpiresAt <= now || (session.ExpiresAt == null && session.CreatedAt <= opened))
            );
    }
}
