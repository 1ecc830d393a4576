using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Lets reviewers decide the flags of known sessions, and compares their decisions with the known ones. Nothing of it reaches the
/// session, its chain or the queue.</summary>
internal sealed class Calibrations(IDbContextFactory<ProctoringDb> databases, CaseReader cases, TimeProvider time)
{
    /// <summary>The known sessions that the viewer may decide, in the order in which they were marked.</summary>
    public async Task<IReadOnlyList<CalibrationRow>> ListAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var user = viewer.UserId;
        var rows = await database
            .Sessions.CalibratedBy(database, viewer)
            .Join(database.KnownSessions, session => session.Id, known => known.SessionId, (_, known) => known)
            .OrderBy(known => known.MarkedAt)
            .ThenBy(known => known.SessionId)
            .Select(known => new
            {
                known.SessionId,
                Flags = known.Flags.Count,
                Decided = database.CalibrationDecisions.Count(row => row.SessionId == known.SessionId && row.ReviewerId == user),
                Agreed = database.CalibrationDecisions.Count(row =>
                    row.SessionId == known.SessionId
                    && row.ReviewerId == user
                    && known.Flags.Any(flag => flag.ViolationId == row.ViolationId && flag.Decision == row.Decision)
                ),
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return
        [
            .. rows.Select(
                (row, index) =>
                    new CalibrationRow(row.SessionId, index + 1, row.Flags, row.Decided, row.Decided == row.Flags ? row.Agreed : null)
            ),
        ];
    }

    /// <summary>Reads a known session for the viewer; null if there is none that the viewer may decide.</summary>
    public async Task<CalibrationSession?> FindAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.AsNoTracking()
            .CalibratedBy(database, viewer)
            .SingleOrDefaultAsync(row => row.Id == sessionId, cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return null;
        var known = await database
            .KnownFlags.Where(row => row.SessionId == sessionId)
            .ToDictionaryAsync(row => row.ViolationId, row => row.Decision, cancellation)
            .ConfigureAwait(false);
        var ids = known.Keys.ToList();
        var flags = await database
            .Violations.AsNoTracking()
            .Include(row => row.Evidence)
            .Where(row => ids.Contains(row.Id))
            .OrderBy(row => row.BeganAt)
            .ThenBy(row => row.Id)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var replies = await database
            .CandidateReplies.Where(row => ids.Contains(row.ViolationId))
            .ToDictionaryAsync(row => row.ViolationId, row => row.Text, cancellation)
            .ConfigureAwait(false);
        var user = viewer.UserId;
        var own = await database
            .CalibrationDecisions.Where(row => row.SessionId == sessionId && row.ReviewerId == user)
            .ToDictionaryAsync(row => row.ViolationId, row => row.Decision, cancellation)
            .ConfigureAwait(false);
        var (screen, room) = await cases.PicturesAsync(database, session, cancellation).ConfigureAwait(false);
        return new CalibrationSession
        {
            SessionId = sessionId,
            Flags = flags.ConvertAll(row =>
                CaseFlags.Of(row, session.FinishedAt, [], secondReviewer: false, replies.GetValueOrDefault(row.Id))
            ),
            Own = own,
            Known = own.Count == known.Count ? known : new Dictionary<Guid, Decision>(),
            HasStartPhoto = session.ReferencePicture is not null,
            EnrolmentSimilarity = session.EnrolmentSimilarity,
            Screen = screen,
            Room = room,
        };
    }

    /// <summary>Stores a decision on a known flag. It is final.</summary>
    /// <returns>Done, also for the same decision again; <see cref="ReviewOutcome.Settled"/> if another one is stored.</returns>
    public async Task<ReviewOutcome> DecideAsync(
        StaffViewer viewer,
        Guid sessionId,
        Guid violationId,
        Decision decision,
        CancellationToken cancellation
    )
    {
        if (!Enum.IsDefined(decision) || viewer.UserId is not { } user)
            return ReviewOutcome.NotThere;
        var outcome = ReviewOutcome.NotThere;
        await UniqueViolations.WithOneRetryAsync(StoreAsync).ConfigureAwait(false);
        return outcome;

        async Task StoreAsync()
        {
            await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
            var permitted = await database
                .Sessions.CalibratedBy(database, viewer)
                .AnyAsync(
                    session =>
                        session.Id == sessionId
                        && database.KnownFlags.Any(flag => flag.SessionId == sessionId && flag.ViolationId == violationId),
                    cancellation
                )
                .ConfigureAwait(false);
            if (!permitted)
                return;
            var stored = await database
                .CalibrationDecisions.AsNoTracking()
                .SingleOrDefaultAsync(row => row.ReviewerId == user && row.ViolationId == violationId, cancellation)
                .ConfigureAwait(false);
            outcome = stored is null || stored.Decision == decision ? ReviewOutcome.Done : ReviewOutcome.Settled;
            if (stored is not null)
                return;
            database.Add(
                new CalibrationDecision
                {
                    ReviewerId = user,
                    ViolationId = violationId,
                    SessionId = sessionId,
                    Decision = decision,
                    DecidedAt = time.GetUtcNow().UtcDateTime,
                }
            );
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The viewer's own agreement for each type of flag, by the type's id.</summary>
    public async Task<IReadOnlyList<CalibrationAgreement>> OwnAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var user = viewer.UserId;
        var rows = await Complete(database)
            .Where(row => row.ReviewerId == user)
            .Join(database.Violations, row => row.ViolationId, flag => flag.Id, (row, flag) => new { flag.Type, row.Agrees })
            .GroupBy(row => row.Type)
            .Select(type => new
            {
                type.Key,
                Agreed = type.Count(row => row.Agrees),
                Count = type.Count(),
            })
            .OrderBy(type => type.Key)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return rows.ConvertAll(row => new CalibrationAgreement(row.Key, row.Agreed, row.Count));
    }

    /// <summary>The agreement of each reviewer who completed a known session. Administrators and auditors see all, a reviewer sees only
    /// the own one.</summary>
    public async Task<IReadOnlyList<CalibrationAgreement>> ReviewersAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        if (!viewer.MayRead())
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var (user, all) = (viewer.UserId, viewer.Is(StaffRoles.Administrator) || viewer.Is(StaffRoles.Auditor));
        var rows = await Complete(database)
            .Where(row => all || row.ReviewerId == user)
            .GroupBy(row => row.ReviewerId)
            .Select(reviewer => new
            {
                Name = database.Users.Where(one => one.Id == reviewer.Key).Select(one => one.Name).FirstOrDefault()!,
                Agreed = reviewer.Count(row => row.Agrees),
                Count = reviewer.Count(),
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return
        [
            .. rows.OrderBy(row => row.Name, StringComparer.CurrentCulture)
                .Select(row => new CalibrationAgreement(row.Name, row.Agreed, row.Count)),
        ];
    }

    /// <summary>The decisions on sessions whose known flags the reviewer has all decided: a count that grew after each decision would show
    /// whether it agrees.</summary>
    static IQueryable<ComparedDecision> Complete(ProctoringDb database) =>
        database
            .CalibrationDecisions.Where(row =>
                database.CalibrationDecisions.Count(own => own.SessionId == row.SessionId && own.ReviewerId == row.ReviewerId)
                == database.KnownFlags.Count(flag => flag.SessionId == row.SessionId)
            )
            .Join(
                database.KnownFlags,
                row => row.ViolationId,
                flag => flag.ViolationId,
                (row, flag) =>
                    new ComparedDecision
                    {
                        ReviewerId = row.ReviewerId,
                        ViolationId = row.ViolationId,
                        Agrees = row.Decision == flag.Decision,
                    }
            );

    sealed class ComparedDecision
    {
        public Guid ReviewerId { get; init; }

        public Guid ViolationId { get; init; }

        public bool Agrees { get; init; }
    }
}
