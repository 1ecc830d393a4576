using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>The sessions to review, highest risk first: ended, proctored sessions without a final verdict.</summary>
internal sealed class ReviewQueue(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules)
{
    /// <summary>One page of the queue.</summary>
    public async Task<SessionPageOf> ReadAsync(StaffViewer viewer, QueueScope scope, int page, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var waiting = Waiting(database, viewer, scope);
        var total = await waiting.CountAsync(cancellation).ConfigureAwait(false);
        var ids = await HighestFirst(waiting)
            .Select(session => session.Id)
            .Skip(Math.Max(0, page) * SessionList.PageSize)
            .Take(SessionList.PageSize)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return new SessionPageOf(await SessionList.RowsAsync(database, ids, cancellation).ConfigureAwait(false), total);
    }

    /// <summary>The first session of the queue; null if it is empty.</summary>
    public async Task<Guid?> FirstAsync(StaffViewer viewer, QueueScope scope, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await HighestFirst(Waiting(database, viewer, scope))
            .Select(session => (Guid?)session.Id)
            .FirstOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>The session after (or before) another one in the queue, even if that one no longer waits itself; null at the end.</summary>
    public async Task<Guid?> BesideAsync(StaffViewer viewer, QueueScope scope, Guid sessionId, bool forward, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var here = await database
            .Sessions.ReadBy(database, viewer)
            .Where(session => session.Id == sessionId)
            .Select(session => new { session.RiskScore, session.CreatedAt })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (here is null)
            return null;
        var (risk, opened) = (here.RiskScore ?? -1, here.CreatedAt);
        var waiting = Waiting(database, viewer, scope).Where(session => session.Id != sessionId);
        var beside = forward
            ? HighestFirst(waiting.Where(session => session.RiskScore < risk || (session.RiskScore == risk && session.CreatedAt <= opened)))
            : waiting
                .Where(session => session.RiskScore > risk || (session.RiskScore == risk && session.CreatedAt >= opened))
                .OrderBy(session => session.RiskScore)
                .ThenBy(session => session.CreatedAt)
                .ThenBy(session => session.Id);
        return await beside.Select(session => (Guid?)session.Id).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
    }

    IQueryable<ProctoringSession> Waiting(ProctoringDb database, StaffViewer viewer, QueueScope scope)
    {
        var me = viewer.UserId;
        var waiting = database.Sessions.AsNoTracking().ReadBy(database, viewer).Undecided();
        // With two reviewers, the viewer's own part may be done. With one, a verdict removes the session from the queue, so there is
        // nothing to look up.
        List<string> single = [.. rules.Policies.Where(policy => !policy.SecondReviewer).Select(policy => policy.Name)];
        waiting = waiting.Where(session =>
            single.Contains(session.Policy)
            || !database.SessionVerdicts.Any(row => row.SessionId == session.Id && row.ReviewerId == me && row.WithdrawnAt == null)
        );
        return scope switch
        {
            QueueScope.Mine => waiting.Where(session => session.AssignedToId == me),
            QueueScope.Free => waiting.Where(session => session.AssignedToId == null || session.AssignedToId == me),
            _ => waiting,
        };
    }

    static IOrderedQueryable<ProctoringSession> HighestFirst(IQueryable<ProctoringSession> sessions) =>
        sessions
            .OrderByDescending(session => session.RiskScore)
            .ThenByDescending(session => session.CreatedAt)
            .ThenByDescending(session => session.Id);
}

/// <summary>The part of the queue to show.</summary>
public enum QueueScope
{
    /// <summary>The sessions that no one else has taken.</summary>
    Free,

    /// <summary>The sessions assigned to the viewer.</summary>
    Mine,

    All,
}
