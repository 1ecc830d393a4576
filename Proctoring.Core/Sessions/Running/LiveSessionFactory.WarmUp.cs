using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Running;

/// <summary>What a server does before it takes sessions: the first opening compiles a dozen queries and the code around them, and after a
/// failure all candidates of another server would wait for that.</summary>
internal sealed partial class LiveSessionFactory
{
    /// <summary>Sends the statements of <see cref="CreateAsync"/> for a session that does not exist. Writes nothing.</summary>
    public async Task WarmUpAsync(CancellationToken cancellation)
    {
        var none = Guid.CreateVersion7(time.GetUtcNow());
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await epochs.TakeAsync(database, none, cancellation).ConfigureAwait(false);
        await database.LockAsync(none, epoch: 0, cancellation).ConfigureAwait(false);
        await ReadRowAsync(database, none, cancellation).ConfigureAwait(false);
        await references.OfAsync(database, none, cancellation).ConfigureAwait(false);
        await ReferenceFaces.EarlierAsync(database, studentId: 0, none, cancellation).ConfigureAwait(false);
        await series.NextSequenceAsync(none, DateTime.UnixEpoch, DateTime.UnixEpoch, cancellation).ConfigureAwait(false);
        await ReadPagesAsync(database, none, cancellation).ConfigureAwait(false);
        await StoredBytes.ReadAsync(database, none, cancellation).ConfigureAwait(false);
        await ReadFlagsAsync(database, none, DateTime.UnixEpoch, cancellation).ConfigureAwait(false);
        await ReadOpenFlagsAsync(database, none, cancellation).ConfigureAwait(false);
        await identity.RecordAsync(none, referenceReadable: true, cancellation).ConfigureAwait(false);
    }
}
