using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Ending;

/// <summary>Finds the sessions whose time is up: running ones past their deadline, and others past the end of their right.</summary>
internal sealed class OverdueSessions(IOptions<ProctoringOptions> options)
{
    /// <summary>The time that a session of this server's pages may wait for its start.</summary>
    TimeSpan Lifetime => options.Value.Api.SessionLifetime;

    /// <summary>Returns the overdue sessions, and how they end.</summary>
    public async Task<List<(Guid Id, SessionStatus End)>> ReadAsync(ProctoringDb database, DateTime now, CancellationToken cancellation)
    {
        // Answers that were in progress when the time ran out are stored first.
        var deadline = now - AnswerStore.Grace;
        var opened = now - Lifetime;
        var found = await database
            .Sessions.Where(session =>
                (session.Status == SessionStatus.Running && session.EndsAt <= deadline)
                || (
                    session.Status == SessionStatus.Preparing
                    && (session.ExpiresAt <= now || (session.ExpiresAt == null && session.CreatedAt <= opened))
                )
            )
            .Select(session => new { session.Id, session.Status })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return found.ConvertAll(session => (session.Id, EndOf(session.Status)));
    }

    /// <summary>The way in which an overdue session ends.</summary>
    public static SessionStatus EndOf(SessionStatus status) =>
        status == SessionStatus.Running ? SessionStatus.TimedOut : SessionStatus.Expired;

    /// <summary>The latest end of a session, UTC.</summary>
    public DateTime LatestEnd(ProctoringSession session) =>
        session.Status == SessionStatus.Running ? session.EndsAt ?? DateTime.MaxValue : session.ExpiresAt ?? session.CreatedAt + Lifetime;
}
