using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Telemetry;

namespace Proctoring.Core.Storage.Record;

/// <summary>Writes the record of one session, with a separate queue and task: a slow or unavailable database never stops the analysis of
/// frames. Unwritten entries wait; dropped ones are logged and become a gap on record. If another server has taken over the session, this
/// journal writes nothing more: that server records the gap.</summary>
internal sealed partial class SessionJournal(
    Guid sessionId,
    long epoch,
    ViolationRecorder recorder,
    WriterSlots slots,
    TimeProvider time,
    ILogger log
)
{
    /// <summary>The number of entries that may wait during a write: minutes, even if that write hangs until its timeout.</summary>
    const int Capacity = 1000;

    /// <summary>The number of entries in one transaction.</summary>
    const int BatchSize = 50;

    /// <summary>After this many failures by its own fault, an entry is written without its free text.</summary>
    const int FailuresBeforeReduced = 3;

    /// <summary>After this many failures by its own fault, an entry is dropped.</summary>
    const int FailuresBeforeDropped = 6;

    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);

    readonly Channel<object> queue = Channel.CreateBounded<object>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    readonly PendingRecords pending = new();
    readonly LostRecords lost = new(time);
    TimeSpan retry = FirstRetry;
    long? failingSince;
    long loggedAt;
    int lostFailures;
    int deferred;
    int waiting;
    volatile bool taken;
    Task writing = Task.CompletedTask;

    public Guid SessionId => sessionId;

    /// <summary>The epoch under which this server monitors the session.</summary>
    public long Epoch => epoch;

    /// <summary>Whether another server has taken over the session. Then everything unwritten was dropped.</summary>
    public bool IsTaken => taken;

    /// <summary>The number of entries that wait to be written.</summary>
    public int Waiting => Volatile.Read(ref waiting) + queue.Reader.Count;

    /// <summary>The number of the next chunk of observations; null if this journal has none yet.</summary>
    public int? NextSequence { get; private set; }

    /// <summary>Called when the signals of a page are stored up to a number.</summary>
    public Action<string, int>? SignalsStored { get; set; }

    /// <summary>Called with the session's clock after each write: its deadline can move, and a pause can begin or end.</summary>
    public Action<StoredClock>? ClockRead { get; set; }

    public void Start() => writing = Task.Run(WriteAllAsync);

    /// <summary>Queues an entry; never waits.</summary>
    public void Write(JournalEntry entry)
    {
        if (entry.Chunk is { } chunk)
            NextSequence = chunk.Sequence + 1;
        if (taken)
            return;
        if (queue.Writer.TryWrite(entry))
            return;
        if (queue.Reader.Completion.IsCompleted)
            LogAfterEnd(sessionId);
        else
            Drop(entry, "the queue is full");
    }

    /// <summary>Tries to write everything that was queued before. Entries that the database refuses are dropped, and the loss is written
    /// too.</summary>
    /// <returns>False if the database accepts no writes; then all entries wait.</returns>
    public async Task<bool> FlushAsync()
    {
        TaskCompletionSource<bool> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await queue.Writer.WriteAsync(done).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            await writing.ConfigureAwait(false);
            return Waiting == 0;
        }

        return await done.Task.ConfigureAwait(false);
    }

    /// <summary>Tries once more to write everything, and ends. Remaining entries are lost and logged.</summary>
    public async Task StopAsync()
    {
        queue.Writer.TryComplete();
        await writing.ConfigureAwait(false);
        if (Waiting > 0)
            LogLost(sessionId, Waiting);
    }

    async Task WriteAllAsync()
    {
        var closed = false;
        while (!closed)
        {
            var flushes = Collect(out closed);
            var complete = await WritePendingAsync(final: flushes.Count > 0 || closed).ConfigureAwait(false);
            Volatile.Write(ref waiting, pending.Count);
            flushes.ForEach(flush => flush.SetResult(complete));
            if (!closed)
                await WaitAsync(complete).ConfigureAwait(false);
        }
    }

    /// <summary>Moves the queued entries to the pending ones.</summary>
    List<TaskCompletionSource<bool>> Collect(out bool closed)
    {
        // Read first: everything that was queued before the end is then in the queue.
        closed = queue.Reader.Completion.IsCompleted;
        List<TaskCompletionSource<bool>> flushes = [];
        while (queue.Reader.TryRead(out var item))
        {
            if (item is TaskCompletionSource<bool> flush)
                flushes.Add(flush);
            else
                pending.Add((JournalEntry)item).ToList().ForEach(dropped => Drop(dropped, "too many entries wait"));
        }

        closed |= queue.Reader.Completion.IsCompleted;
        Volatile.Write(ref waiting, pending.Count);
        return flushes;
    }

    /// <summary>Waits for an entry to write; after a failure no longer than until the next attempt.</summary>
    async Task WaitAsync(bool complete)
    {
        using var wake = complete ? null : new CancellationTokenSource(retry, time);
        retry = complete ? FirstRetry : TimeSpan.FromSeconds(Math.Min(2 * retry.TotalSeconds, LongestRetry.TotalSeconds));
        try
        {
            await queue.Reader.WaitToReadAsync(wake?.Token ?? CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Time for the next attempt.
        }
    }

    /// <summary>Writes the pending entries.</summary>
    /// <param name="final">Whether a caller waits for the end: then entries that cannot be written are given up without a pause.</param>
    /// <returns>False if entries still wait.</returns>
    async Task<bool> WritePendingAsync(bool final)
    {
        var size = BatchSize;
        deferred = 0;
        while (!taken && pending.Peek(size) is { Count: > 0 } batch)
        {
            Exception failure;
            try
            {
                await WriteAsync(batch).ConfigureAwait(false);
                pending.Remove(batch);
                Confirm(batch);
                continue;
            }
            catch (SessionTakenException)
            {
                break;
            }
            catch (Exception cause)
            {
                LogFailure(cause);
                failure = cause;
            }

            // On a full disk small writes, such as that of the question, can succeed.
            var exhausted = failure is not EvidenceNotStoredException && StorageFailure.IsExhausted(failure);
            if (exhausted || !await recorder.DatabaseTakesWritesAsync(sessionId).ConfigureAwait(false))
                return false;
            // The database accepts writes, so one of the entries is at fault. Written one by one, the others succeed.
            if (batch.Count > 1)
                size = 1;
            else if (!Resolve(batch[0], failure, final))
                return false;
        }

        var written = taken || await WriteLostAsync().ConfigureAwait(false);
        if (!taken)
            return written;
        DropAll();
        return true;
    }

    /// <summary>Drops everything, because another server writes the record now.</summary>
    void DropAll()
    {
        if (pending.Count > 0)
            LogTaken(sessionId, pending.Count);
        pending.Remove(pending.Peek(int.MaxValue));
    }

    async Task WriteAsync(IReadOnlyList<JournalEntry> batch)
    {
        using var slot = await slots.TakeAsync().ConfigureAwait(false);
        using var span = ProctoringTraces.Start(ProctoringTraces.Write, batch.FirstOrDefault(entry => entry.Receipt is not null)?.Receipt);
        var (start, stored) = (ProctoringMetrics.StartRecordWrite(), false);
        try
        {
            if (await recorder.WriteAsync(sessionId, batch, epoch).ConfigureAwait(false) is { } clock)
                ClockRead?.Invoke(clock);
            stored = true;
        }
        catch (SessionTakenException)
        {
            taken = true;
            throw;
        }
        finally
        {
            ProctoringMetrics.RecordWriteEnded(start, stored);
        }

        if (failingSince is null)
            return;
        LogStoredAgain(sessionId, time.GetElapsedTime(failingSince.Value).TotalSeconds);
        failingSince = null;
    }

    void Confirm(IReadOnlyList<JournalEntry> batch)
    {
        if (SignalsStored is not { } stored)
            return;
        foreach (var page in batch.SelectMany(entry => entry.Pages).GroupBy(page => page.PageId))
            stored(page.Key, page.Max(mark => mark.Seq));
    }

    /// <summary>Handles an entry that cannot be written although the database accepts writes.</summary>
    /// <returns>False if the rest must wait for the next attempt.</returns>
    bool Resolve(JournalEntry entry, Exception cause, bool final)
    {
        if (cause is EvidenceNotStoredException && !(final && entry.EvidenceOnly))
        {
            // The flags are written without their pictures, which follow once the store accepts them.
            deferred += entry.EvidenceOnly ? 1 : 0;
            pending.DeferEvidence(entry);
            return final || deferred < pending.Count;
        }

        if (cause is not EvidenceNotStoredException && ++entry.Failures < FailuresBeforeDropped)
        {
            if (entry.Failures == FailuresBeforeReduced)
                entry.Flags.ForEach(flag => flag.RemoveText());
            return final;
        }

        pending.Remove([entry]);
        Drop(entry, "it cannot be written");
        return true;
    }

    void Drop(JournalEntry entry, string reason)
    {
        ProctoringMetrics.RecordDropped();
        if (lost.Add(entry))
            LogDropped(sessionId, reason);
    }

    /// <summary>Records that something was lost.</summary>
    async Task<bool> WriteLostAsync()
    {
        if (lost.Pending() is not var (gap, version))
            return true;
        try
        {
            await WriteAsync([new JournalEntry { Flags = [gap] }]).ConfigureAwait(false);
            lost.Written(version);
            lostFailures = 0;
            return true;
        }
        catch (SessionTakenException)
        {
            return true;
        }
        catch (Exception cause)
        {
            LogFailure(cause);
            // The record of a session whose rows cannot be written at all cannot hold the gap either.
            return !StorageFailure.IsExhausted(cause)
                && await recorder.DatabaseTakesWritesAsync(sessionId).ConfigureAwait(false)
                && ++lostFailures >= FailuresBeforeDropped;
        }
    }

    void LogFailure(Exception cause)
    {
        // An outage is one event, not a line per attempt.
        if (failingSince is not null && time.GetElapsedTime(loggedAt) < LogEvery)
            return;
        failingSince ??= time.GetTimestamp();
        loggedAt = time.GetTimestamp();
        LogNotWritten(cause, sessionId, Waiting);
    }

    [LoggerMessage(LogLevel.Error, "The record of session {SessionId} cannot be written; {Waiting} entries wait")]
    partial void LogNotWritten(Exception cause, Guid sessionId, int waiting);

    [LoggerMessage(LogLevel.Information, "The record of session {SessionId} is written again after {Seconds:0} s")]
    partial void LogStoredAgain(Guid sessionId, double seconds);

    [LoggerMessage(LogLevel.Error, "An entry of the record of session {SessionId} was dropped because {Reason}; the record gets a gap")]
    partial void LogDropped(Guid sessionId, string reason);

    [LoggerMessage(
        LogLevel.Error,
        "{Count} entries of session {SessionId} were dropped: another server has taken it over and records the gap"
    )]
    partial void LogTaken(Guid sessionId, int count);

    [LoggerMessage(LogLevel.Warning, "An entry of session {SessionId} came after its journal was closed and was dropped")]
    partial void LogAfterEnd(Guid sessionId);

    [LoggerMessage(
        LogLevel.Error,
        "{Count} entries of the record of session {SessionId} are lost: the server stopped and the database did not answer"
    )]
    partial void LogLost(Guid sessionId, int count);
}
