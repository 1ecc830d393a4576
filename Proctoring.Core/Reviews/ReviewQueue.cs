using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>The sessions to review, highest risk first: ended, proctored sessions without a final verdict.</summary>
internal sealed class ReviewQueue(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules)
{
    static readonly SessionFilter HighestRisk = new() { Sort = SessionSort.Risk };

    /// <summary>One page of the queue.</summary>
    /// <param name="viewer">The viewer.</param>
    /// <param name="scope">The part of the queue.</param>
    /// <param name="filter">Narrows it further; its order and page have no effect.</param>
    /// <param name="page">The page, from 0.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<SessionPageOf> ReadAsync(
        StaffViewer viewer,
        QueueScope scope,
        SessionFilter filter,
        int page,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var waiting = Waiting(database, viewer, scope, filter);
        var total = await waiting.CountAsync(cancellation).ConfigureAwait(false);
        var skip = Math.Max(0, page) * SessionList.PageSize;
        // SQLite would follow the order of risk through all sessions to find none.
        if (skip >= total)
            return new SessionPageOf([], total);
        var ids = await waiting
            .Ordered(HighestRisk)
            .Select(session => session.Id)
            .Skip(skip)
            .Take(SessionList.PageSize)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return new SessionPageOf(await SessionList.RowsAsync(database, ids, cancellation).ConfigureAwait(false), total);
    }

    /// <summary>The session after (or before) another one in the queue, even if that one no longer waits itself; null at the end.</summary>
    public async Task<Guid?> BesideAsync(
        StaffViewer viewer,
        QueueScope scope,
        SessionFilter filter,
        Guid sessionId,
        bool forward,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await Waiting(database, viewer, scope, filter)
            .BesideAsync(database, viewer, HighestRisk, sessionId, forward, cancellation)
            .ConfigureAwait(false);
    }

    IQueryable<ProctoringSession> Waiting(ProctoringDb database, StaffViewer viewer, QueueScope scope, SessionFilter filter)
    {
        var (me, own) = (viewer.UserId, database.SessionVerdicts.StandingOf(viewer));
        var waiting = database.Sessions.AsNoTracking().ReadBy(database, viewer).Undecided().Matching(database, filter);
        // With two reviewers, the viewer's own part may be done. With one, a verdict removes the session from the queue, so there is
        // nothing to look up.
        List<string> single = [.. rules.AllVersions.Where(policy => !policy.SecondReviewer).Select(policy => policy.Reference)];
        waiting = waiting.Where(session =>
            single.Contains(session.Policy) || !own.Any(row => row.SessionId == session.Id)
        );
        return scope switch
        {
            QueueScope.Mine => waiting.Where(session => session.AssignedToId == me),
            QueueScope.Free => waiting.Where(session => session.AssignedToId == null || session.AssignedToId == me),
            _ => waiting,
        };
    }
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
