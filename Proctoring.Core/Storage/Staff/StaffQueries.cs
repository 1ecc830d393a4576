using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage.Staff;

/// <summary>The rights of staff as part of queries, and the audit log as part of writes.</summary>
internal static class StaffQueries
{
    /// <summary>The sessions that a member of staff may see: those of unrestricted exams and of exams restricted to them. Administrators
    /// see all.</summary>
    public static IQueryable<ProctoringSession> SeenBy(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        StaffViewer viewer
    )
    {
        // Only the candidate sees practice, and the exams of test keys reach no reviewer.
        sessions = sessions.Where(session => !session.Practice && !session.IsTest);
        if (viewer.Is(StaffRoles.Administrator))
            return sessions;
        if (viewer.Roles.Count == 0)
            return sessions.Where(_ => false);
        var closed = ClosedTo(database, viewer);
        return sessions.Where(session => !closed.Contains(session.ExamName));
    }

    /// <summary>The same for a query that needs to know how many sessions that are: the names of <see cref="ClosedNamesAsync"/> are values
    /// in it, and not another query whose size PostgreSQL can only guess.</summary>
    public static IQueryable<ProctoringSession> SeenBy(
        this IQueryable<ProctoringSession> sessions,
        StaffViewer viewer,
        IReadOnlyList<string> closed
    )
    {
        sessions = sessions.Where(session => !session.Practice && !session.IsTest);
        if (!viewer.Is(StaffRoles.Administrator) && viewer.Roles.Count == 0)
            return sessions.Where(_ => false);
        return closed.Count == 0 ? sessions : sessions.Where(session => !closed.Contains(session.ExamName));
    }

    /// <summary>Reads the names of the exams that are restricted to others; none for an administrator.</summary>
    public static async Task<IReadOnlyList<string>> ClosedNamesAsync(
        this ProctoringDb database,
        StaffViewer viewer,
        CancellationToken cancellation
    ) =>
        viewer.Is(StaffRoles.Administrator)
            ? []
            : await ClosedTo(database, viewer).Distinct().ToListAsync(cancellation).ConfigureAwait(false);

    /// <summary>The exam names that a member of staff may see, by the same rule.</summary>
    public static IQueryable<string> SeenBy(this IQueryable<string> examNames, ProctoringDb database, StaffViewer viewer)
    {
        if (viewer.Is(StaffRoles.Administrator))
            return examNames;
        if (viewer.Roles.Count == 0)
            return examNames.Where(_ => false);
        var closed = ClosedTo(database, viewer);
        return examNames.Where(name => !closed.Contains(name));
    }

    /// <summary>The names of the exams that are restricted to others. The database collects them once for a query, instead of looking for
    /// each session's exam.</summary>
    static IQueryable<string> ClosedTo(ProctoringDb database, StaffViewer viewer)
    {
        var user = viewer.UserId;
        var own = database.ExamReviewers.Where(row => row.UserId == user).Select(row => row.ExamName);
        return database.ExamReviewers.Select(row => row.ExamName).Where(name => !own.Contains(name));
    }

    /// <summary>Returns an account as a viewer, without a sign-in; null if it is switched off.</summary>
    public static Task<StaffViewer?> ViewerAsync(this ProctoringDb database, Guid userId, CancellationToken cancellation) =>
        database.ViewerAsync(database.Users.Where(user => user.Id == userId && user.DisabledAt == null), null, cancellation);

    /// <summary>Returns the one account of a query as a viewer with its current roles; null if there is none.</summary>
    public static async Task<StaffViewer?> ViewerAsync(
        this ProctoringDb database,
        IQueryable<StaffUser> users,
        string? address,
        CancellationToken cancellation
    )
    {
        var found = await users
            .Select(user => new
            {
                user.Id,
                user.Name,
                // The query is inline: in a separate method, EF would query once per row while the result is still open.
                Roles = (
                    from link in database.UserRoles
                    join role in database.Roles on link.RoleId equals role.Id
                    where link.UserId == user.Id
                    select role.Name
                ).ToList(),
            })
            .FirstOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return found is null ? null : new StaffViewer(found.Id, found.Name, found.Roles, address);
    }

    /// <summary>Adds an entry of the audit log to the pending save: the act and its entry are saved together or not at all.</summary>
    /// <param name="database">The context that saves the act itself.</param>
    /// <param name="viewer">The actor.</param>
    /// <param name="action">The action, lower snake case.</param>
    /// <param name="subject">The subject in words; never a candidate's name. A longer one than the column ends with "…".</param>
    /// <param name="at">The time, UTC.</param>
    /// <param name="sessionId">The session; null for none.</param>
    /// <param name="reason">The reason, if the form asked for one.</param>
    public static void Audit(
        this ProctoringDb database,
        StaffViewer viewer,
        string action,
        string subject,
        DateTime at,
        Guid? sessionId = null,
        string? reason = null
    ) =>
        database.AuditEntries.Add(
            new AuditEntry
            {
                At = at,
                ActorId = viewer.UserId,
                ActorName = viewer.Name,
                Action = action,
                Subject = TextCharacters.Shortened(subject, AuditEntry.LongestSubject),
                SessionId = sessionId,
                Reason = reason,
                Address = viewer.Address,
            }
        );
}
