using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>What each role may do with sessions, as part of the question: a session that somebody has no right to is not there for
/// them.</summary>
internal static class StaffRights
{
    public static bool MayRead(this StaffViewer viewer) =>
        viewer.Is(StaffRoles.Administrator) || viewer.Is(StaffRoles.Reviewer) || viewer.Is(StaffRoles.Auditor);

    /// <summary>Whoever decides needs an account: a decision without a name is none.</summary>
    public static bool MayReview(this StaffViewer viewer) =>
        viewer.UserId is not null && (viewer.Is(StaffRoles.Administrator) || viewer.Is(StaffRoles.Reviewer));

    public static bool MayWatch(this StaffViewer viewer) =>
        viewer.Is(StaffRoles.Administrator) || viewer.Is(StaffRoles.Proctor) || viewer.Is(StaffRoles.Auditor);

    public static bool MayIntervene(this StaffViewer viewer) =>
        viewer.UserId is not null && (viewer.Is(StaffRoles.Administrator) || viewer.Is(StaffRoles.Proctor));

    /// <summary>The sessions whose record somebody may read.</summary>
    public static IQueryable<ProctoringSession> ReadBy(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        StaffViewer viewer
    ) => sessions.Only(viewer.MayRead()).SeenBy(database, viewer);

    /// <summary>The sessions on which somebody may decide.</summary>
    public static IQueryable<ProctoringSession> ReviewedBy(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        StaffViewer viewer
    ) => sessions.Only(viewer.MayReview()).SeenBy(database, viewer);

    /// <summary>The running, proctored sessions that somebody may watch.</summary>
    public static IQueryable<ProctoringSession> WatchedBy(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        StaffViewer viewer
    ) =>
        sessions
            .Only(viewer.MayWatch())
            .SeenBy(database, viewer)
            .Where(session => session.Status == SessionStatus.Running && session.Proctored);

    /// <summary>The running, proctored sessions whose candidate somebody may write to, and which they may end.</summary>
    public static IQueryable<ProctoringSession> LedBy(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        StaffViewer viewer
    ) =>
        sessions
            .Only(viewer.MayIntervene())
            .SeenBy(database, viewer)
            .Where(session => session.Status == SessionStatus.Running && session.Proctored);

    static IQueryable<ProctoringSession> Only(this IQueryable<ProctoringSession> sessions, bool right) =>
        right ? sessions : sessions.Where(_ => false);
}
