using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Finds the session before or after another one in an order.</summary>
internal static class SessionNeighbours
{
    /// <summary>Returns the nearest session; null at the end, or if the viewer cannot read the given one.</summary>
    /// <param name="matching">The sessions of the list; the given one need not be among them.</param>
    /// <param name="database">The database.</param>
    /// <param name="viewer">The viewer.</param>
    /// <param name="order">The order.</param>
    /// <param name="sessionId">The given session.</param>
    /// <param name="forward">Whether the next one is wanted, or the one before.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static async Task<Guid?> BesideAsync(
        this IQueryable<ProctoringSession> matching,
        ProctoringDb database,
        StaffViewer viewer,
        SessionFilter order,
        Guid sessionId,
        bool forward,
        CancellationToken cancellation
    )
    {
        var here = await database
            .Sessions.ReadBy(database, viewer)
            .Where(session => session.Id == sessionId)
            .Select(session => new Place(session.Id, session.RiskScore, session.CreatedAt, session.ExamName))
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (here is null)
            return null;
        var ascending = order.Ascending == forward;
        var others = matching.Where(session => session.Id != sessionId);
        if (order.Sort != SessionSort.Risk)
            return await FirstAsync(After(others, here, order.Sort, ascending), order.Sort).ConfigureAwait(false);
        // As in the list, sessions without a score come last in either direction, by the time of their opening.
        var scored = others.Where(session => session.RiskScore != null);
        var unscored = others.Where(session => session.RiskScore == null);
        if (here.Risk is null)
            return await FirstAsync(After(unscored, here, SessionSort.Opened, ascending), SessionSort.Opened).ConfigureAwait(false)
                ?? (forward ? null : await FirstAsync([scored], SessionSort.Risk).ConfigureAwait(false));
        return await FirstAsync(After(scored, here, SessionSort.Risk, ascending), SessionSort.Risk).ConfigureAwait(false)
            ?? (forward ? await FirstAsync([unscored], SessionSort.Opened).ConfigureAwait(false) : null);

        async Task<Guid?> FirstAsync(IQueryable<ProctoringSession>[] parts, SessionSort sort)
        {
            foreach (var part in parts)
            {
                var found = await part.Ordered(new SessionFilter { Sort = sort, Ascending = ascending })
                    .Select(session => (Guid?)session.Id)
                    .FirstOrDefaultAsync(cancellation)
                    .ConfigureAwait(false);
                if (found is not null)
                    return found;
            }

            return null;
        }
    }

    /// <summary>The sessions with the same risk or exam, and then the others, because each part is one range of an index. As one condition,
    /// the database would begin at the end of the index.</summary>
    static IQueryable<ProctoringSession>[] After(IQueryable<ProctoringSession> sessions, Place here, SessionSort sort, bool ascending)
    {
        var (risk, exam) = (here.Risk, here.Exam);
        if (sort == SessionSort.Opened)
            return sessions.OpenedAfter(here, ascending);
        if (sort == SessionSort.Risk)
            return
            [
                .. sessions.Where(session => session.RiskScore == risk).OpenedAfter(here, ascending),
                ascending ? sessions.Where(session => session.RiskScore > risk) : sessions.Where(session => session.RiskScore < risk),
            ];
#pragma warning disable CA1309 // The database compares, by the same collation by which it orders.
        return
        [
            .. sessions.Where(session => session.ExamName == exam).OpenedAfter(here, ascending),
            ascending
                ? sessions.Where(session => string.Compare(session.ExamName, exam) > 0)
                : sessions.Where(session => string.Compare(session.ExamName, exam) < 0),
        ];
#pragma warning restore CA1309
    }

    /// <summary>The sessions opened at the same instant, which the list orders by their id, and then the others.</summary>
    static IQueryable<ProctoringSession>[] OpenedAfter(this IQueryable<ProctoringSession> sessions, Place here, bool ascending)
    {
        var (id, opened) = (here.Id, here.OpenedAt);
        var together = sessions.Where(session => session.CreatedAt == opened);
        return ascending
            ? [together.Where(session => session.Id.CompareTo(id) > 0), sessions.Where(session => session.CreatedAt > opened)]
            : [together.Where(session => session.Id.CompareTo(id) < 0), sessions.Where(session => session.CreatedAt < opened)];
    }

    sealed record Place(Guid Id, double? Risk, DateTime OpenedAt, string Exam);
}
