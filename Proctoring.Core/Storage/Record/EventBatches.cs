using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage.Record;

/// <summary>Writes reported events. Those that arrive while earlier ones of their session are being written share the next transaction,
/// because a commit waits for the disk and the witness.</summary>
internal sealed class EventBatches(IDbContextFactory<ProctoringDb> databases, SessionEpochs epochs)
{
    /// <summary>The most events in one transaction.</summary>
    const int Most = 100;

    readonly Lock gate = new();

    /// <summary>The events that wait, by session. A session is here as long as a task writes its events.</summary>
    readonly Dictionary<Guid, Queue<PendingEvent>> waiting = [];

    /// <summary>Writes an event, even if its caller disconnects meanwhile.</summary>
    /// <returns>The recorded event; null if the session is not under way and does not have the event.</returns>
    public Task<RecordedEvent?> InsertAsync(ProctoringViolation row, EvidenceFile? file)
    {
        var pending = new PendingEvent(row, file);
        lock (gate)
        {
            if (waiting.TryGetValue(row.SessionId, out var queue))
            {
                queue.Enqueue(pending);
                return pending.Done.Task;
            }

            waiting.Add(row.SessionId, new Queue<PendingEvent>([pending]));
        }

        _ = WriteAllAsync(row.SessionId);
        return pending.Done.Task;
    }

    async Task WriteAllAsync(Guid sessionId)
    {
        while (Next(sessionId) is { Count: > 0 } batch)
            await WriteAsync(sessionId, batch).ConfigureAwait(false);
    }

    List<PendingEvent> Next(Guid sessionId)
    {
        lock (gate)
        {
            var queue = waiting[sessionId];
            List<PendingEvent> batch = [];
            while (batch.Count < Most && queue.TryDequeue(out var pending))
                batch.Add(pending);
            if (batch.Count == 0)
                waiting.Remove(sessionId);
            return batch;
        }
    }

    /// <summary>Writes events and reports the result to their callers. It does not throw.</summary>
    async Task WriteAsync(Guid sessionId, List<PendingEvent> batch)
    {
        try
        {
            await InsertAsync(sessionId, batch).ConfigureAwait(false);
            batch.ForEach(pending => pending.Done.SetResult(pending.Outcome));
        }
        catch (Exception cause) when (batch.Count > 1 && !StorageFailure.IsUnavailable(cause) && !StorageFailure.IsUncertain(cause))
        {
            // One of them is at fault. Written one by one, the others succeed.
            foreach (var pending in batch)
                await WriteAsync(sessionId, [pending]).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            batch.ForEach(pending => pending.Done.SetException(cause));
        }
    }

    async Task InsertAsync(Guid sessionId, List<PendingEvent> batch)
    {
        await using var database = await databases.CreateDbContextAsync().ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync().ConfigureAwait(false);
        // Locks the session: its end comes before or after this, never in between.
        await epochs.LockAsync(database, sessionId, epochs.Find(sessionId), CancellationToken.None).ConfigureAwait(false);
        var open = await database
            .Sessions.AnyAsync(session =>
                session.Id == sessionId && (session.Status == SessionStatus.Preparing || session.Status == SessionStatus.Running)
            )
            .ConfigureAwait(false);
        var clients = batch.Select(pending => pending.Row.ClientEventId).OfType<string>().ToList();
        var known = await database
            .Violations.Where(row => row.SessionId == sessionId && row.ClientEventId != null && clients.Contains(row.ClientEventId))
            .ToDictionaryAsync(row => row.ClientEventId!, row => row.Id)
            .ConfigureAwait(false);
        foreach (var pending in batch)
            pending.Outcome = Add(database, pending, open, known);
        await database.SaveChangesAsync().ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
    }

    /// <summary>Adds an event to the pending save, unless the session has it.</summary>
    static RecordedEvent? Add(ProctoringDb database, PendingEvent pending, bool open, Dictionary<string, Guid> known)
    {
        var (row, file) = (pending.Row, pending.File);
        if (row.ClientEventId is { } client && known.TryGetValue(client, out var earlier))
            return new RecordedEvent(earlier, Created: false);
        if (!open)
            return null;
        if (row.ClientEventId is { } name)
            known.Add(name, row.Id);
        database.Add(row);
        if (file is not null)
            database.Add(EvidenceWriter.RowOf(row.SessionId, row.Id, file));
        return new RecordedEvent(row.Id, Created: true);
    }

    sealed class PendingEvent(ProctoringViolation row, EvidenceFile? file)
    {
        public ProctoringViolation Row => row;

        public EvidenceFile? File => file;

        public RecordedEvent? Outcome { get; set; }

        public TaskCompletionSource<RecordedEvent?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
