using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>What the database has of a session when it is opened.</summary>
internal sealed partial class LiveSessionFactory
{
    /// <summary>Reads what a running, proctored session is built from; null if there is none.</summary>
    static Task<SessionRow?> ReadRowAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        database
            .Sessions.AsNoTracking()
            .Where(session => session.Id == sessionId && session.Proctored && session.Status == SessionStatus.Running)
            .Select(session => new SessionRow(
                session.Id,
                session.StartedAt,
                session.EndsAt,
                session.LastWatchedAt,
                session.FramesRead,
                session.FramesRefused,
                session.Policy,
                session.Accommodations,
                database.Consents.Where(consent => consent.SessionId == session.Id).FirstOrDefault(),
                session.ReferenceFace != null,
                database.ManualIdentityChecks.Any(check => check.SessionId == session.Id),
                session.PausedAt,
                session.PauseReason,
                database
                    .OpenPauses()
                    .Where(pause => pause.SessionId == session.Id)
                    .Select(pause => (TimeChangeKind?)pause.Kind)
                    .FirstOrDefault(),
                session.Practice,
                database
                    .HeadChallenges.Where(challenge => challenge.SessionId == session.Id)
                    .OrderByDescending(challenge => challenge.AskedAt)
                    .Select(challenge => (ChallengeResult?)challenge.Result)
                    .FirstOrDefault(),
                database.HeadChallenges.Any(challenge =>
                    challenge.SessionId == session.Id && challenge.Reason == ChallengeReason.Declined
                ),
                database.RoomCameraLinks.FirstOrDefault(link => link.SessionId == session.Id)
            ))
            .SingleOrDefaultAsync(cancellation);

    static Task<List<ProctoringViolation>> ReadOpenFlagsAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        database.Violations.Where(row => row.SessionId == sessionId && row.EndedAt == null).ToListAsync(cancellation);

    static Task<List<CandidatePage>> ReadPagesAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        database
            .CandidatePages.AsNoTracking()
            .Where(page => page.SessionId == sessionId)
            .OrderBy(page => page.JoinedAt)
            .ToListAsync(cancellation);

    /// <summary>Reads the flags that may still get pictures.</summary>
    static Task<List<RecentFlag>> ReadFlagsAsync(ProctoringDb database, Guid sessionId, DateTime since, CancellationToken cancellation) =>
        database
            .Violations.AsNoTracking()
            // Severities are stored as text, so they cannot be compared by their order.
            .Where(row => row.SessionId == sessionId && row.Severity != Severity.Low && (row.EndedAt == null || row.EndedAt >= since))
            .Select(row => new RecentFlag(
                row.Id,
                database.ScreenPictures.Any(picture =>
                    picture.SessionId == sessionId && picture.Source == PictureSource.Screen && picture.TakenAt >= row.BeganAt
                )
            ))
            .ToListAsync(cancellation);

    /// <summary>A flag that is open, or was a short time ago.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Shown">Whether the screen was stored since it began.</param>
    sealed record RecentFlag(Guid Id, bool Shown);

    sealed record SessionRow(
        Guid Id,
        DateTime? StartedAt,
        DateTime? EndsAt,
        DateTime? LastWatchedAt,
        long FramesRead,
        long FramesRefused,
        string Policy,
        string? Accommodations,
        SessionConsent? Consent,
        bool HasFace,
        bool CheckedByPerson,
        DateTime? PausedAt,
        string? PauseReason,
        TimeChangeKind? PauseKind,
        bool Practice,
        ChallengeResult? Turned,
        bool DeclinedToTurn,
        RoomCameraLink? Room
    )
    {
        /// <summary>Whether frames are to be compared with a face: one is stored, or the session could not begin without one.</summary>
        public bool ComparesFace => HasFace || !(Practice || CheckedByPerson || Consent is { FaceComparison: false });
    }
}
