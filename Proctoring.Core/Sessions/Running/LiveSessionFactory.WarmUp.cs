using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Running;

/// <summary>What a server does before it takes sessions: the first opening compiles a dozen queries and the code around them, and after a
/// failure all candidates of another server would wait for that.</summary>
internal sealed partial class LiveSessionFactory
{
    /// <summary>Sends the statements of <see cref="CreateAsync"/> for a session that does not exist, and reads one that runs, if any.
    /// Writes nothing.</summary>
    public async Task WarmUpAsync(CancellationToken cancellation)
    {
        var none = Guid.CreateVersion7(time.GetUtcNow());
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await epochs.TakeAsync(database, none, cancellation).ConfigureAwait(false);
        await database.LockAsync(none, epoch: 0, cancellation).ConfigureAwait(false);
        await ReadAllAsync(database, none, cancellation).ConfigureAwait(false);
        await ReferenceFaces.EarlierAsync(database, studentId: 0, none, cancellation).ConfigureAwait(false);
        await series.NextSequenceAsync(none, DateTime.UnixEpoch, DateTime.UnixEpoch, cancellation).ConfigureAwait(false);
        await identity.RecordAsync(none, referenceReadable: true, cancellation).ConfigureAwait(false);
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
        await ReadRowAsync(database, sessionId, cancellation).ConfigureAwait(false);
        await references.OfAsync(database, sessionId, cancellation).ConfigureAwait(false);
        await ReadPagesAsync(database, sessionId, cancellation).ConfigureAwait(false);
        await StoredBytes.ReadAsync(database, sessionId, cancellation).ConfigureAwait(false);
        await ReadFlagsAsync(database, sessionId, DateTime.UnixEpoch, cancellation).ConfigureAwait(false);
        await ReadOpenFlagsAsync(database, sessionId, cancellation).ConfigureAwait(false);
    }
}
