using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Defines the rights of each role to sessions as filters of queries: a session that the viewer has no right to does not exist for
/// the viewer.</summary>
internal static class StaffRights
{
    public static bool MayRead(this StaffViewer viewer) =>
        viewer.Is(StaffRoles.Administrator) || viewer.Is(StaffRoles.Reviewer) || viewer.Is(StaffRoles.Auditor);

    /// <summary>A reviewer needs an account: a decision must have a name.</summary>
    public static bool MayReview(this StaffViewer viewer) =>
        viewer.UserId is not null && (viewer.Is(StaffRoles.Administrator) || viewer.Is(StaffRoles.Reviewer));

    public static bool MayWatch(this StaffViewer viewer) =>
        viewer.Is(StaffRoles.Administrator) || viewer.Is(StaffRoles.Proctor) || viewer.Is(StaffRoles.Auditor);

    public static bool MayIntervene(this StaffViewer viewer) =>
        viewer.UserId is not null && (viewer.Is(StaffRoles.Administrator) || viewer.Is(StaffRoles.Proctor));

    /// <summary>The sessions whose record the viewer may read.</summary>
    public static IQueryable<ProctoringSession> ReadBy(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        StaffViewer viewer
    ) => sessions.Only(viewer.MayRead()).SeenBy(database, viewer);

    /// <summary>The same with the names of the exams that are closed to the viewer.</summary>
    public static IQueryable<ProctoringSession> ReadBy(
        this IQueryable<ProctoringSession> sessions,
        StaffViewer viewer,
        IReadOnlyList<string> closed
    ) => sessions.Only(viewer.MayRead()).SeenBy(viewer, closed);

    /// <summary>The sessions on which the viewer may decide.</summary>
    public static IQueryable<ProctoringSession> ReviewedBy(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        StaffViewer viewer
    ) => sessions.Only(viewer.MayReview()).SeenBy(database, viewer);

    /// <summary>The running, proctored sessions that the viewer may watch.</summary>
    public static IQueryable<ProctoringSession> WatchedBy(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        StaffViewer viewer
    ) =>
        sessions
            .Only(viewer.MayWatch())
            .SeenBy(database, viewer)
            .Where(session => session.Status == SessionStatus.Running && session.Proctored);

    /// <summary>The proctored sessions in their checks that the viewer may watch. Practice is private.</summary>
    public static IQueryable<ProctoringSession> PreparedBy(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        StaffViewer viewer
    ) =>
        sessions
            .Only(viewer.MayWatch())
            .SeenBy(database, viewer)
            .Where(session => session.Status == SessionStatus.Preparing && session.Proctored && !session.Practice);

    /// <summary>The running, proctored sessions that the viewer may end, and whose candidates the viewer may write to.</summary>
    public static IQueryable<ProctoringSession> LedBy(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        StaffViewer viewer
    ) => sessions.AttendedBy(database, viewer).Where(session => session.Status == SessionStatus.Running);

    /// <summary>The proctored sessions, running or ended, that the viewer may end or could have ended.</summary>
    public static IQueryable<ProctoringSession> AttendedBy(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        StaffViewer viewer
    ) => sessions.Only(viewer.MayIntervene()).SeenBy(database, viewer).Where(session => session.Proctored);

    static IQueryable<ProctoringSession> Only(this IQueryable<ProctoringSession> sessions, bool right) =>
        right ? sessions : sessions.Where(_ => false);
}
