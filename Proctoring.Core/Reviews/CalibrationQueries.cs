using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>The right to calibrate on a session, as part of queries.</summary>
internal static class CalibrationQueries
{
    /// <summary>The known sessions whose flags the viewer may decide for calibration: of exams that the viewer may see, and those that an
    /// administrator released for all reviewers. Sessions that the viewer has reviewed are left out: that would test memory.</summary>
    public static IQueryable<ProctoringSession> CalibratedBy(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        StaffViewer viewer
    )
    {
        if (!viewer.MayReview())
            return sessions.Where(_ => false);
        var user = viewer.UserId!.Value;
        var seen = database.Sessions.SeenBy(database, viewer).Select(session => session.Id);
        return sessions.Where(session =>
            database.KnownSessions.Any(known => known.SessionId == session.Id && (known.ForAll || seen.Contains(session.Id)))
            && !database.FlagDecisions.Any(row => row.SessionId == session.Id && row.ReviewerId == user)
            && !database.SessionVerdicts.Any(row => row.SessionId == session.Id && row.ReviewerId == user)
        );
    }
}
