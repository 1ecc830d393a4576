using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Adds a link for every row of a chain that is about to be saved, in the same transaction: no writer can forget the link, and
/// neither is saved without the other. Verification finds exactly the changes that bypass SaveChanges (ExecuteUpdate, another
/// program).</summary>
internal sealed class EvidenceChain(ChainAppender appender) : SaveChangesInterceptor
{
    /// <summary>The saves under way, by context.</summary>
    readonly ConcurrentDictionary<DbContextId, Save> saves = new();

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        if (eventData.Context is not ProctoringDb { Unchained: false } database || !ChainChanges.Any(database))
            return result;
        var save = saves[database.ContextId] = new Save();
        try
        {
            await AppendAsync(database, save, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await UndoAsync(database).ConfigureAwait(false);
            throw;
        }

        return result;
    }

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        eventData.Context is ProctoringDb { Unchained: false } database && ChainChanges.Any(database)
            ? throw new InvalidOperationException("Rows of a chain are saved with SaveChangesAsync.")
            : result;

    public override async ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        // The links of a later save below are not rows of a chain themselves, so this method does not find that save.
        if (eventData.Context is not ProctoringDb database || !saves.TryGetValue(database.ContextId, out var save) || save.Completing)
            return result;
        save.Completing = true;
        if (save.Later.Count > 0)
        {
            var changes = await ChainChanges
                .CollectSavedAsync(database, save.Later, save.LaterTransitions, cancellationToken)
                .ConfigureAwait(false);
            await AppendAsync(database, changes, save.LaterTransitions, cancellationToken).ConfigureAwait(false);
            await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }

        saves.TryRemove(database.ContextId, out _);
        if (save.Transaction is { } transaction)
            await using (transaction.ConfigureAwait(false))
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) =>
        UndoAsync(eventData.Context);

    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) =>
        UndoAsync(eventData.Context);

    async Task AppendAsync(ProctoringDb database, Save save, CancellationToken cancellation)
    {
        var (changes, later) = await ChainChanges.CollectAsync(database, cancellation).ConfigureAwait(false);
        var transitions = ChainChanges
            .Transitions(database)
            .ToLookup(transition => later.Any(row => row is ProctoringSession session && session.Id == transition.SessionId));
        (save.Later, save.LaterTransitions) = (later, [.. transitions[true]]);
        if (database.Database.CurrentTransaction is null)
            save.Transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        database.PendingEnds.BeginSave();
        List<Guid> chains = [.. changes.Keys, .. await ChainChanges.ChainsAsync(database, later, cancellation).ConfigureAwait(false)];
        if (transitions.Count > 0)
            chains.Add(ChainIds.Installation);
        await TakeTurnAsync(database, chains, cancellation).ConfigureAwait(false);
        await AppendAsync(database, changes, [.. transitions[false]], cancellation).ConfigureAwait(false);
    }

    async Task AppendAsync(
        ProctoringDb database,
        Dictionary<Guid, List<ChainContent>> changes,
        IReadOnlyList<SessionTransition> transitions,
        CancellationToken cancellation
    )
    {
        Dictionary<Guid, ChainEnd> ends = [];
        foreach (var (chainId, contents) in changes)
            ends[chainId] = await appender.AppendAsync(database, chainId, contents, cancellation).ConfigureAwait(false);
        if (transitions.Count > 0)
            await appender.AppendTransitionsAsync(database, transitions, ends, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes two saves to one chain wait for each other until the transaction ends: both would use the same position. SQLite has
    /// one writer; on PostgreSQL each chain has a lock, which also works between processes.</summary>
    static async Task TakeTurnAsync(ProctoringDb database, IReadOnlyCollection<Guid> chains, CancellationToken cancellation)
    {
        if (!database.Database.IsNpgsql())
            return;
        // Every transaction locks in the same order, so that no two wait for each other. The chain of the installation is last, because
        // many wait for it.
        var ordered = chains
            .Distinct()
            .OrderBy(chainId =>
                chainId == ChainIds.Installation ? 2
                : chainId == ChainIds.Audit ? 1
                : 0
            )
            .ThenBy(KeyOf);
        foreach (var key in ordered.Select(KeyOf).ToList())
            await database.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({key})", cancellation).ConfigureAwait(false);
    }

    static long KeyOf(Guid chainId)
    {
        var bytes = chainId.ToByteArray();
        return BitConverter.ToInt64(bytes, 0) ^ BitConverter.ToInt64(bytes, 8);
    }

    /// <summary>Forgets the links of a save that failed: the next save of the context creates them again.</summary>
    async Task UndoAsync(DbContext? context)
    {
        if (context is not ProctoringDb database || !saves.TryRemove(database.ContextId, out var save))
            return;
        foreach (var entry in database.ChangeTracker.Entries().Where(entry => entry.Entity is ChainLink or ChainHead).ToList())
            entry.State = EntityState.Detached;
        database.PendingEnds.UndoSave();
        if (save.Transaction is { } transaction)
            await transaction.DisposeAsync().ConfigureAwait(false);
    }

    sealed class Save
    {
        /// <summary>The transaction that was begun for a save without one.</summary>
        public IDbContextTransaction? Transaction { get; set; }

        /// <summary>The rows that are recorded after the save.</summary>
        public List<object> Later { get; set; } = [];

        /// <summary>The sessions that these rows open, start, end or remove.</summary>
        public IReadOnlyList<SessionTransition> LaterTransitions { get; set; } = [];

        public bool Completing { get; set; }
    }
}
