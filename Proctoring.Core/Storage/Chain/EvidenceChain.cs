using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Storage.Chain;

/// <summary>
/// Adds a link to a session's chain for every row of it that is about to be saved, in the same save: no writer can forget it, and none is saved
/// without the other. What goes past SaveChanges (ExecuteUpdate, another program) is exactly what verification finds.
/// </summary>
internal sealed class EvidenceChain(ChainSeal seal, ChainWitness witness, TimeProvider time) : SaveChangesInterceptor
{
    /// <summary>The transactions that were begun here, for saves that had none.</summary>
    readonly ConcurrentDictionary<DbContextId, IDbContextTransaction> begun = new();

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not ProctoringDb { Unchained: false } database)
            return result;
        var changes = await ChangesAsync(database, cancellationToken).ConfigureAwait(false);
        if (changes.Count == 0)
            return result;
        await TakeTurnAsync(database, changes.Keys, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var (sessionId, contents) in changes)
                await AppendAsync(database, sessionId, contents, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await UndoAsync(database).ConfigureAwait(false);
            throw;
        }

        return result;
    }

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        eventData.Context is ProctoringDb { Unchained: false } database && database.ChangeTracker.Entries().Any(IsChange)
            ? throw new InvalidOperationException("Rows of a session's chain are saved with SaveChangesAsync.")
            : result;

    public override async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } database && begun.TryRemove(database.ContextId, out var transaction))
            await using (transaction.ConfigureAwait(false))
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) => UndoAsync(eventData.Context);

    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) => UndoAsync(eventData.Context);

    /// <summary>Begins the chain of a session that was kept before there were chains, with its rows as they are found.</summary>
    public async Task AdoptAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation)
    {
        var rows = await ChainRows.ReadAsync(database, sessionId, cancellation).ConfigureAwait(false);
        if (rows.Count == 0)
            return;
        await AppendAsync(database, sessionId, rows, cancellation).ConfigureAwait(false);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        database.ChangeTracker.Clear();
    }

    async Task AppendAsync(ProctoringDb database, Guid sessionId, IReadOnlyList<ChainContent> contents, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        // Within a transaction of the caller's, what was kept outside is written only at its end: what was found at its first save holds for the next.
        var found = database.ChainHeads.Local.FindEntry(sessionId)?.Entity.Follows is true && !begun.ContainsKey(database.ContextId);
        var head = await HeadAsync(database, sessionId, cancellation).ConfigureAwait(false);
        var follows = found || await witness.FollowsAsync(database, sessionId, head, cancellation).ConfigureAwait(false);
        if (head is null)
            database.Add(head = new ChainHead { SessionId = sessionId, Hash = ChainSeal.Beginning, Signature = "" });
        head.Follows = follows;
        foreach (var content in contents)
        {
            var link = ChainSeal.Link(head.Hash, sessionId, head.Sequence + 1, content, now);
            database.Add(link);
            (head.Sequence, head.Hash) = (link.Sequence, link.Hash);
        }

        seal.Sign(head, now);
    }

    /// <summary>The head as it stands in the database: one that this context read before may be old.</summary>
    static async Task<ChainHead?> HeadAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation)
    {
        if (database.ChainHeads.Local.FindEntry(sessionId) is { } known)
            known.State = EntityState.Detached;
        return await database.ChainHeads.SingleOrDefaultAsync(head => head.SessionId == sessionId, cancellation).ConfigureAwait(false);
    }

    static async Task<Dictionary<Guid, List<ChainContent>>> ChangesAsync(ProctoringDb database, CancellationToken cancellation)
    {
        Dictionary<Guid, List<ChainContent>> changes = [];
        foreach (var entry in database.ChangeTracker.Entries().Where(IsChange).ToList())
        {
            if (ChainContent.Of(entry.Entity) is not { } content || await SessionOfAsync(database, entry.Entity, cancellation).ConfigureAwait(false) is not { } sessionId)
                continue;
            if (!changes.TryGetValue(sessionId, out var contents))
                changes.Add(sessionId, contents = []);
            contents.Add(entry.State == EntityState.Deleted ? content with { Hash = "" } : content);
        }

        return changes;
    }

    static bool IsChange(EntityEntry entry) => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted;

    static async ValueTask<Guid?> SessionOfAsync(ProctoringDb database, object row, CancellationToken cancellation) => row switch
    {
        ProctoringSession session => session.Id,
        ProctoringViolation violation => violation.SessionId,
        EvidenceImage image => database.Violations.Local.FindEntry(image.ViolationId)?.Entity.SessionId
            ?? await database.Violations.Where(violation => violation.Id == image.ViolationId)
                .Select(violation => (Guid?)violation.SessionId).SingleOrDefaultAsync(cancellation).ConfigureAwait(false),
        ObservationChunk chunk => chunk.SessionId,
        ProctoringReport report => report.SessionId,
        FlagDecision decision => decision.SessionId,
        SessionVerdict verdict => verdict.SessionId,
        ReviewNote note => note.SessionId,
        CandidateReply reply => reply.SessionId,
        StaffMessage message => message.SessionId,
        AuditEntry action => action.SessionId,
        _ => null,
    };

    /// <summary>
    /// Two saves to one chain at once would both want the same place, so each is alone with it until its transaction ends: on SQLite because
    /// there is one writer, on PostgreSQL by a lock of the session's own, between processes as well.
    /// </summary>
    async Task TakeTurnAsync(ProctoringDb database, IEnumerable<Guid> sessions, CancellationToken cancellation)
    {
        if (database.Database.CurrentTransaction is null)
            begun[database.ContextId] = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        if (!database.Database.IsNpgsql())
            return;
        // In one order for all, so that no two wait for each other.
        foreach (var key in sessions.Select(KeyOf).Order())
            await database.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({key})", cancellation).ConfigureAwait(false);
    }

    static long KeyOf(Guid sessionId)
    {
        var bytes = sessionId.ToByteArray();
        return BitConverter.ToInt64(bytes, 0) ^ BitConverter.ToInt64(bytes, 8);
    }

    /// <summary>What was not saved is not in the chain: a later save of the same context begins anew.</summary>
    async Task UndoAsync(DbContext? database)
    {
        if (database is null)
            return;
        foreach (var entry in database.ChangeTracker.Entries().Where(entry => entry.Entity is ChainLink or ChainHead).ToList())
            entry.State = EntityState.Detached;
        if (begun.TryRemove(database.ContextId, out var transaction))
            await transaction.DisposeAsync().ConfigureAwait(false);
    }
}
