using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews.Regrading;

/// <summary>Processes runs. Each session is one transaction that locks it; a session that has its result is not touched again, so a run
/// can stop anywhere and continue on any server.</summary>
internal sealed partial class RegradeRunner(IDbContextFactory<ProctoringDb> databases, TimeProvider time, ILogger<RegradeRunner> log)
{
    /// <summary>A server that has not worked on a run for this time has stopped.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    /// <summary>A session that interrupts a run this often, although the database answers before and after, counts as failed.</summary>
    public const int MostInterruptions = 3;

    /// <summary>The sessions between two signs of life.</summary>
    const int BetweenSigns = 20;

    /// <summary>How often the sessions of the unfinished run interrupted it on this server.</summary>
    readonly ConcurrentDictionary<(Guid Run, Guid Session), int> interruptions = new();

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Processes the waiting runs that no other server works on.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await TakeAsync(cancellation).ConfigureAwait(false) is { } run)
            await RunAsync(run, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes the oldest waiting run; null if there is none.</summary>
    async Task<RegradeRun?> TakeAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var silent = Now - Silence;
        var waiting = database.RegradeRuns.Where(run => run.FinishedAt == null && (run.WorkedOnAt == null || run.WorkedOnAt < silent));
        foreach (var run in await waiting.AsNoTracking().OrderBy(run => run.StartedAt).ToListAsync(cancellation).ConfigureAwait(false))
        {
            var taken = await waiting
                .Where(row => row.Id == run.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.WorkedOnAt, Now), cancellation)
                .ConfigureAwait(false);
            if (taken == 1)
                return run;
        }

        return null;
    }

    async Task RunAsync(RegradeRun run, CancellationToken cancellation)
    {
        List<Guid> ids;
        await using (var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false))
            ids = await database
                .ToRegrade(run.ExamId, run.Version)
                .Select(session => session.Id)
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
        var (unfit, failed) = (0, 0);
        try
        {
            foreach (var batch in ids.Chunk(BetweenSigns))
            {
                foreach (var id in batch)
                {
                    var outcome = await TryAsync(run, id, cancellation).ConfigureAwait(false);
                    unfit += outcome == Outcome.Unfit ? 1 : 0;
                    failed += outcome == Outcome.Failed ? 1 : 0;
                }

                await ChangeAsync(run, row => row.WorkedOnAt = Now, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Another server, or this one after its restart, continues at once.
            await ChangeAsync(run, row => row.WorkedOnAt = null, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        catch (Exception cause) when (StorageFailure.IsUnavailable(cause))
        {
            LogInterrupted(run.Id);
            await ReleaseAsync(run).ConfigureAwait(false);
            throw;
        }

        await ChangeAsync(run, row => (row.FinishedAt, row.Unfit, row.Failed) = (Now, unfit, failed), cancellation).ConfigureAwait(false);
        foreach (var key in interruptions.Keys.Where(key => key.Run == run.Id))
            interruptions.TryRemove(key, out _);
        LogFinished(run.Id, ids.Count, unfit, failed);
    }

    /// <summary>Lets the next attempt continue at once. If the database still does not answer, it waits for
    /// <see cref="Silence"/>.</summary>
    async Task ReleaseAsync(RegradeRun run)
    {
        try
        {
            await ChangeAsync(run, row => row.WorkedOnAt = null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception cause) when (StorageFailure.IsUnavailable(cause))
        {
            // The caller reports the outage.
        }
    }

    async Task ChangeAsync(RegradeRun run, Action<RegradeRun> change, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        change(await database.RegradeRuns.SingleAsync(row => row.Id == run.Id, cancellation).ConfigureAwait(false));
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    async Task<Outcome> TryAsync(RegradeRun run, Guid sessionId, CancellationToken cancellation)
    {
        try
        {
            return await RegradeAsync(run, sessionId, cancellation).ConfigureAwait(false);
        }
        catch (Exception cause)
            when ((cause is not OperationCanceledException || !cancellation.IsCancellationRequested) && IsOwnFault(run, sessionId, cause))
        {
            // One session must not prevent the others. An outage is no fault of the session: the run continues after it.
            LogNotRegraded(cause, sessionId, run.Id);
            return Outcome.Failed;
        }
    }

    /// <summary>Whether a failure is the session's own. A timeout looks like an outage. But the run reaches its sessions only while the
    /// database answers, so the same session does not fail in every outage.</summary>
    bool IsOwnFault(RegradeRun run, Guid sessionId, Exception cause) =>
        !StorageFailure.IsUnavailable(cause)
        || interruptions.AddOrUpdate((run.Id, sessionId), 1, static (_, times) => times + 1) >= MostInterruptions;

    async Task<Outcome> RegradeAsync(RegradeRun run, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(sessionId, cancellation).ConfigureAwait(false);
        var session = await database
            .ToRegrade(run.ExamId, run.Version)
            .AsSplitQuery()
            .Include(row => row.Student)
            .Include(row => row.Answers)
            .SingleOrDefaultAsync(row => row.Id == sessionId, cancellation)
            .ConfigureAwait(false);
        // Removed, readmitted or regraded meanwhile.
        if (session is null)
            return Outcome.Done;
        var version = session.ScoredBy(run.Version);
        if (await ObstacleAsync(database, session, version, cancellation).ConfigureAwait(false) is not null)
            return Outcome.Unfit;
        var (score, points, most) = (session.Score, session.Points, session.MaxPoints);
        if (session.RegradedAt is null)
            session.OriginalScore = score;
        (session.ScoredVersion, session.RegradedAt) = (version, Now);
        await SessionScoring.ScoreAsync(database, session, cancellation).ConfigureAwait(false);
        var regrade = new SessionRegrade
        {
            Id = Guid.CreateVersion7(Now),
            SessionId = sessionId,
            RunId = run.Id,
            Version = version ?? session.ExamVersion,
            RegradedAt = Now,
            RegradedById = run.StartedById,
            Reason = run.Reason,
            Changed = (score, points, most) != (session.Score, session.Points, session.MaxPoints),
            ScoreBefore = score,
            ScoreAfter = session.Score,
            PointsBefore = points,
            PointsAfter = session.Points,
            MaxPointsBefore = most,
            MaxPointsAfter = session.MaxPoints,
        };
        database.Add(regrade);
        await RegradedReport.WriteAsync(database, session, regrade, cancellation).ConfigureAwait(false);
        database.Audit(
            new StaffViewer(run.StartedById, run.StartedBy, [], null),
            "session_regraded",
            string.Create(CultureInfo.InvariantCulture, $"solutions of version {regrade.Version}"),
            Now,
            sessionId,
            run.Reason
        );
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return Outcome.Done;
    }

    static async Task<RegradeObstacle?> ObstacleAsync(
        ProctoringDb database,
        ProctoringSession session,
        int? version,
        CancellationToken cancellation
    )
    {
        var examId = session.ExamId!.Value;
        var asked = await database.QuestionsAsync(examId, session.ExamVersion, cancellation).ConfigureAwait(false);
        var later = version is { } other ? await database.QuestionsAsync(examId, other, cancellation).ConfigureAwait(false) : asked;
        var grades = await SessionScoring.GradesAsync(database, session.Id, cancellation).ConfigureAwait(false);
        return RegradeObstacle.Of(session, SessionPaper.Of(session.Paper, asked).Select(one => one.Question), later, grades);
    }

    enum Outcome
    {
        Done,
        Unfit,
        Failed,
    }

    [LoggerMessage(LogLevel.Information, "Regrade {Run} is finished: {Sessions} sessions, {Unfit} cannot be regraded, {Failed} failed")]
    partial void LogFinished(Guid run, int sessions, int unfit, int failed);

    [LoggerMessage(LogLevel.Warning, "Regrade {Run} is interrupted, because the database is unavailable; it continues when it answers")]
    partial void LogInterrupted(Guid run);

    [LoggerMessage(LogLevel.Error, "Session {SessionId} could not be regraded by run {Run}; nothing of it has changed")]
    partial void LogNotRegraded(Exception cause, Guid sessionId, Guid run);
}
