using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>What a server does before it takes sessions: the first opening compiles a dozen queries and the code around them, and after a
/// failure all candidates of another server would wait for that.</summary>
internal sealed partial class LiveSessionFactory
{
    /// <summary>Sends the statements of <see cref="CreateAsync"/>, of the first write to a record and of giving back lost time, for a
    /// session that does not exist, and reads one that runs, if any. Writes nothing.</summary>
    public async Task WarmUpAsync(CancellationToken cancellation)
    {
        var none = Guid.CreateVersion7(time.GetUtcNow());
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await epochs.TakeAsync(database, none, cancellation).ConfigureAwait(false);
        await database.LockAsync(none, epoch: 0, cancellation).ConfigureAwait(false);
        await ReadAllAsync(database, none, cancellation).ConfigureAwait(false);
        // Equal numbers are one parameter of the statement and different ones are two, so it is compiled for each case.
        foreach (var refused in new long[] { 0, 1 })
        {
            JournalEntry progress = new() { Watched = new WatchMark(DateTime.UnixEpoch, 0, refused) };
            await ViolationRecorder.MarkWatchedAsync(database, none, [progress]).ConfigureAwait(false);
        }

        // The code that makes objects of rows is compiled with the first row, so rows are needed too.
        if (await NewestAsync(database, cancellation).ConfigureAwait(false) is { } newest)
            await ReadAllAsync(database, newest, cancellation).ConfigureAwait(false);
    }

    /// <summary>The newest session that runs, usually on another server.</summary>
    static Task<Guid?> NewestAsync(ProctoringDb database, CancellationToken cancellation) =>
        database
            .Sessions.AsNoTracking()
            .Where(session => session.Proctored && session.Status == SessionStatus.Running)
            .OrderByDescending(session => session.Id)
            .Select(session => (Guid?)session.Id)
            .FirstOrDefaultAsync(cancellation);

    async Task ReadAllAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation)
    {
        var row = await ReadRowAsync(database, sessionId, cancellation).ConfigureAwait(false);
        if (row is null)
            await ReferenceFaces.EarlierAsync(database, studentId: 0, sessionId, cancellation).ConfigureAwait(false);
        else
            await references.OfAsync(database, row.Faces, cancellation).ConfigureAwait(false);
        await ReadPagesAsync(database, sessionId, cancellation).ConfigureAwait(false);
        await ReadFlagsAsync(database, sessionId, DateTime.UnixEpoch, cancellation).ConfigureAwait(false);
        await ReadOpenFlagsAsync(database, sessionId, cancellation).ConfigureAwait(false);
        // Otherwise their transactions would be idle, with the session locked, while this code is compiled.
        await ViolationRecorder.WarmUpAsync(database, sessionId).ConfigureAwait(false);
        await SessionDeadlines.WarmUpAsync(database, sessionId).ConfigureAwait(false);
        await ChainWarmUp.RunAsync(database, sessionId, cancellation).ConfigureAwait(false);
    }
}
