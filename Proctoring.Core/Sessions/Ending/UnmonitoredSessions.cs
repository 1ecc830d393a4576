using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Ending;

/// <summary>Opens the running, proctored sessions that no server monitors: after a restart, and if they could not be opened
/// before.</summary>
internal sealed class UnmonitoredSessions(
    IDbContextFactory<ProctoringDb> databases,
    IRunningSessions running,
    LiveSessions live,
    SessionEpochs epochs,
    FailedSessions failures,
    IServerGroup servers,
    TimeProvider time
)
{
    /// <summary>The number of sessions that are opened at the same time.</summary>
    const int AtOnce = 8;

    /// <summary>Opens all of them.</summary>
    public async Task OpenAllAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await Unmonitored(database)
            .OrderBy(session => session.EndsAt)
            .Select(session => new { session.Id, session.LastWatchedAt })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        failures.Keep(SessionStep.Open, rows.ConvertAll(session => session.Id));
        await Parallel
            .ForEachAsync(
                rows.Where(session => live.Find(session.Id) is null && failures.MayTry(session.Id, SessionStep.Open))
                    .Where(session => epochs.MayTake(session.Id, session.LastWatchedAt))
                    .Select(session => session.Id),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (id, _) => await TryOpenAsync(id, cancellation).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
    }

    /// <summary>The running sessions that this server may have to open. It leaves the sessions of other servers to them, as long as they
    /// live and store the progress.</summary>
    IQueryable<ProctoringSession> Unmonitored(ProctoringDb database)
    {
        var running = database.Sessions.Where(session => session.Proctored && session.Status == SessionStatus.Running);
        if (servers.Names is not { } names)
            return running;
        var abandoned = time.GetUtcNow().UtcDateTime - SessionEpochs.Abandoned;
        return running.Where(session => session.Holder == null || !names.Contains(session.Holder) || session.LastWatchedAt < abandoned);
    }

    async Task TryOpenAsync(Guid id, CancellationToken cancellation)
    {
        try
        {
            await running.OpenAsync(id).WaitAsync(cancellation).ConfigureAwait(false);
            failures.Succeeded(id, SessionStep.Open);
        }
        catch (Exception cause) when (cause is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // One session that cannot be opened must not prevent the others.
            failures.Failed(id, SessionStep.Open, cause);
        }
    }
}
