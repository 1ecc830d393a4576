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
            .Select(session => new Place(session.RiskScore, session.CreatedAt, session.ExamName))
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
                ?? (forward ? null : await FirstAsync(scored, SessionSort.Risk).ConfigureAwait(false));
        return await FirstAsync(After(scored, here, SessionSort.Risk, ascending), SessionSort.Risk).ConfigureAwait(false)
            ?? (forward ? await FirstAsync(unscored, SessionSort.Opened).ConfigureAwait(false) : null);

        Task<Guid?> FirstAsync(IQueryable<ProctoringSession> sessions, SessionSort sort) =>
            sessions
                .Ordered(new SessionFilter { Sort = sort, Ascending = ascending })
                .Select(session => (Guid?)session.Id)
                .FirstOrDefaultAsync(cancellation);
    }

    static IQueryable<ProctoringSession> After(IQueryable<ProctoringSession> sessions, Place here, SessionSort sort, bool ascending)
    {
#pragma warning disable CA1309 // The database compares, by the same collation by which it orders.
        var (risk, opened, exam) = (here.Risk, here.OpenedAt, here.Exam);
        return (sort, ascending) switch
        {
            (SessionSort.Risk, true) => sessions.Where(session =>
                session.RiskScore > risk || (session.RiskScore == risk && session.CreatedAt >= opened)
            ),
            (SessionSort.Risk, false) => sessions.Where(session =>
                session.RiskScore < risk || (session.RiskScore == risk && session.CreatedAt <= opened)
            ),
            (SessionSort.Exam, true) => sessions.Where(session =>
                string.Compare(session.ExamName, exam) > 0 || (session.ExamName == exam && session.CreatedAt >= opened)
            ),
            (SessionSort.Exam, false) => sessions.Where(session =>
                string.Compare(session.ExamName, exam) < 0 || (session.ExamName == exam && session.CreatedAt <= opened)
            ),
            (_, true) => sessions.Where(session => session.CreatedAt >= opened),
            _ => sessions.Where(session => session.CreatedAt <= opened),
        };
#pragma warning restore CA1309
    }

    sealed record Place(double? Risk, DateTime OpenedAt, string Exam);
}
