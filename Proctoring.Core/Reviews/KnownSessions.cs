using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Marks reviewed sessions as known, for the calibration of reviewers. Only administrators do. The session's record and its chain
/// stay as they are: the entries of the audit log name the session in words.</summary>
internal sealed class KnownSessions(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    /// <summary>The state of one session; null if the viewer is no administrator or there is no such session.</summary>
    public async Task<KnownState?> FindAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await SessionAsync(database, viewer, sessionId, cancellation).ConfigureAwait(false) is not { } session)
            return null;
        var known = await database
            .KnownSessions.AsNoTracking()
            .SingleOrDefaultAsync(row => row.SessionId == sessionId, cancellation)
            .ConfigureAwait(false);
        var flags = known is null
            ? (await AgreedAsync(database, session, cancellation).ConfigureAwait(false)).Count
            : await database.KnownFlags.CountAsync(row => row.SessionId == sessionId, cancellation).ConfigureAwait(false);
        return new KnownState(flags, known?.MarkedAt, known?.ForAll ?? false);
    }

    /// <summary>Marks a session as known, with the decisions on which its reviewers agree now. Marking it again changes nothing.</summary>
    /// <param name="viewer">The administrator.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="forAll">Whether reviewers without a right to the exam may decide its flags too.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <returns>Done; <see cref="ReviewOutcome.NotOver"/> if it has no final verdict or no flag on which the reviewers agree.</returns>
    public async Task<ReviewOutcome> MarkAsync(StaffViewer viewer, Guid sessionId, bool forAll, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await SessionAsync(database, viewer, sessionId, cancellation).ConfigureAwait(false) is not { } session)
            return ReviewOutcome.NotThere;
        if (await database.KnownSessions.AnyAsync(row => row.SessionId == sessionId, cancellation).ConfigureAwait(false))
            return ReviewOutcome.Done;
        var agreed = await AgreedAsync(database, session, cancellation).ConfigureAwait(false);
        if (agreed.Count == 0)
            return ReviewOutcome.NotOver;
        var now = time.GetUtcNow().UtcDateTime;
        database.Add(
            new KnownSession
            {
                SessionId = sessionId,
                ForAll = forAll,
                MarkedBy = viewer.Name,
                MarkedAt = now,
                Flags = agreed,
            }
        );
        database.Audit(viewer, "calibration_marked", $"session {sessionId:D}{(forAll ? ", released for all reviewers" : "")}", now);
        try
        {
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
        catch (DbUpdateException mistake) when (mistake.IsUniqueViolation())
        {
            // Another administrator marked it at the same moment.
        }

        return ReviewOutcome.Done;
    }

    /// <summary>Ends the use of a session for calibration, and removes the decisions that reviewers gave on it.</summary>
    public async Task<ReviewOutcome> UnmarkAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await SessionAsync(database, viewer, sessionId, cancellation).ConfigureAwait(false) is null)
            return ReviewOutcome.NotThere;
        var known = await database
            .KnownSessions.SingleOrDefaultAsync(row => row.SessionId == sessionId, cancellation)
            .ConfigureAwait(false);
        if (known is null)
            return ReviewOutcome.Done;
        database.Remove(known);
        database.Audit(viewer, "calibration_unmarked", $"session {sessionId:D}", time.GetUtcNow().UtcDateTime);
        try
        {
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another administrator unmarked it at the same moment.
        }

        return ReviewOutcome.Done;
    }

    static async Task<ProctoringSession?> SessionAsync(
        ProctoringDb database,
        StaffViewer viewer,
        Guid sessionId,
        CancellationToken cancellation
    ) =>
        viewer.Is(StaffRoles.Administrator)
            ? await database
                .Sessions.AsNoTracking()
                .SeenBy(database, viewer)
                .SingleOrDefaultAsync(row => row.Id == sessionId && row.FinishedAt != null, cancellation)
                .ConfigureAwait(false)
            : null;

    /// <summary>The flags that need a decision and on which all standing decisions agree; none without a final verdict.</summary>
    static async Task<List<KnownFlag>> AgreedAsync(ProctoringDb database, ProctoringSession session, CancellationToken cancellation)
    {
        if (session.Verdict is null)
            return [];
        var free = FlagTypes.WithoutDecision;
        var decisions = await database
            .FlagDecisions.Standing()
            .Where(row => row.SessionId == session.Id)
            .Where(row => database.Violations.Any(flag => flag.Id == row.ViolationId && !free.Contains(flag.Type)))
            .Select(row => new { row.ViolationId, row.Decision })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return
        [
            .. decisions
                .GroupBy(row => row.ViolationId, row => row.Decision)
                .Where(flag => flag.Distinct().Count() == 1)
                .Select(flag => new KnownFlag
                {
                    SessionId = session.Id,
                    ViolationId = flag.Key,
                    Decision = flag.First(),
                }),
        ];
    }
}

/// <summary>Whether a session is used for calibration.</summary>
/// <param name="Flags">The known flags, or those that would be known; 0 if the session cannot be marked.</param>
/// <param name="MarkedAt">When it was marked, UTC; null if it is not.</param>
/// <param name="ForAll">Whether it is released for all reviewers.</param>
public sealed record KnownState(int Flags, DateTime? MarkedAt, bool ForAll);
