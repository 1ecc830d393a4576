using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>What the database has of a session when it is opened.</summary>
internal sealed partial class LiveSessionFactory
{
    /// <summary>Reads what a running, proctored session is built from; null if there is none. One statement: after the failure of a server
    /// many sessions open at once.</summary>
    static Task<SessionRow?> ReadRowAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        database
            .Sessions.AsNoTracking()
            .Where(session => session.Id == sessionId && session.Proctored && session.Status == SessionStatus.Running)
            .LeftJoin(
                database.Consents,
                session => session.Id,
                consent => consent.SessionId,
                (session, consent) => new { Session = session, Consent = consent }
            )
            .LeftJoin(
                database.RoomCameraLinks,
                known => known.Session.Id,
                link => link.SessionId,
                (known, link) =>
                    new
                    {
                        known.Session,
                        known.Consent,
                        Room = link,
                    }
            )
            .Select(known => new SessionRow(
                known.Session.Id,
                known.Session.StartedAt,
                known.Session.EndsAt,
                known.Session.LastWatchedAt,
                known.Session.FramesRead,
                known.Session.FramesRefused,
                known.Session.Policy,
                known.Session.Accommodations,
                known.Consent,
                new StoredFaces(
                    known.Session.Id,
                    known.Session.StudentId,
                    known.Session.CreatedAt,
                    known.Session.ReferenceFace,
                    known.Session.Student!.EnrolledFace,
                    known.Session.Student.EnrolledAt
                ),
                known.Session.EnrolmentSimilarity,
                database.ManualIdentityChecks.Any(check => check.SessionId == known.Session.Id),
                known.Session.PausedAt,
                known.Session.PauseReason,
                database
                    .OpenPauses()
                    .Where(pause => pause.SessionId == known.Session.Id)
                    .Select(pause => (TimeChangeKind?)pause.Kind)
                    .FirstOrDefault(),
                known.Session.Practice,
                database
                    .HeadChallenges.Where(challenge => challenge.SessionId == known.Session.Id)
                    .OrderByDescending(challenge => challenge.AskedAt)
                    .Select(challenge => (ChallengeResult?)challenge.Result)
                    .FirstOrDefault(),
                database.HeadChallenges.Any(challenge =>
                    challenge.SessionId == known.Session.Id && challenge.Reason == ChallengeReason.Declined
                ),
                known.Room,
                database
                    .ObservationChunks.Where(chunk => chunk.SessionId == known.Session.Id)
                    .OrderByDescending(chunk => chunk.Sequence)
                    .Select(chunk => (int?)chunk.Sequence)
                    .FirstOrDefault(),
                database
                    .ObservationChunks.Where(chunk => chunk.SessionId == known.Session.Id)
                    .OrderByDescending(chunk => chunk.Sequence)
                    .Select(chunk => (DateTime?)chunk.ToAt)
                    .FirstOrDefault(),
                database
                    .ScreenPictures.Where(picture => picture.SessionId == known.Session.Id && picture.Source == PictureSource.Screen)
                    .Sum(picture => (long)picture.Bytes),
                database
                    .ScreenPictures.Where(picture => picture.SessionId == known.Session.Id && picture.Source == PictureSource.Room)
                    .Sum(picture => (long)picture.Bytes),
                database
                    .EvidenceImages.Where(file =>
                        file.Violation!.SessionId == known.Session.Id && file.ContentType == EvidenceImage.StripType
                    )
                    .Sum(file => (long)file.Bytes),
                database
                    .ScreenPictures.Where(picture => picture.SessionId == known.Session.Id && picture.Source == PictureSource.Screen)
                    .OrderByDescending(picture => picture.TakenAt)
                    .Select(picture => (DateTime?)picture.TakenAt)
                    .FirstOrDefault()
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

    /// <summary>Reads the flags that are open, or may still get pictures.</summary>
    static Task<List<ProctoringViolation>> ReadFlagsAsync(
        ProctoringDb database,
        Guid sessionId,
        DateTime since,
        CancellationToken cancellation
    ) =>
        database
            .Violations.AsNoTracking()
            // Severities are stored as text, so they cannot be compared by their order.
            .Where(row => row.SessionId == sessionId && (row.EndedAt == null || (row.Severity != Severity.Low && row.EndedAt >= since)))
            .ToListAsync(cancellation);

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
        StoredFaces Faces,
        double? EnrolmentSimilarity,
        bool CheckedByPerson,
        DateTime? PausedAt,
        string? PauseReason,
        TimeChangeKind? PauseKind,
        bool Practice,
        ChallengeResult? Turned,
        bool DeclinedToTurn,
        RoomCameraLink? Room,
        int? LastChunk,
        DateTime? LastChunkTo,
        long ScreenBytes,
        long RoomBytes,
        long StripBytes,
        DateTime? LastScreenAt
    )
    {
        /// <summary>Whether frames are to be compared with a face: one is stored, or the session could not begin without one.</summary>
        public bool ComparesFace => Faces.Start is not null || !(Practice || CheckedByPerson || Consent is { FaceComparison: false });

        public IdentityFacts Identity => new(StartedAt, EnrolmentSimilarity, Practice, Faces.Enrolled is not null, CheckedByPerson);
    }
}
