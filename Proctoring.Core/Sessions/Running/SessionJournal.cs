using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Writes down what happens in live sessions, and keeps what could not be written until it can.</summary>
internal sealed partial class SessionJournal(
    IDbContextFactory<ProctoringDb> databases, ViolationRecorder recorder, SeriesStore series, TimeProvider time, ILogger<SessionJournal> log)
{
    /// <summary>How often the marks of a session (last watched, frames read) are saved.</summary>
    static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(5);

    /// <summary>Changes that may wait for a database that is away, a session.</summary>
    const int MostWaiting = 200;

    const int TriesWhole = 3;
    const int TriesAtAll = 6;

    readonly ConcurrentDictionary<Guid, long> savedAt = new();
    readonly ConcurrentDictionary<Guid, Queue<Entry>> waiting = new();

    /// <summary>How many changes, of all sessions, wait to be written down.</summary>
    public int Waiting => waiting.Values.Sum(entries => entries.Count);

    /// <summary>Writes one change; where that fails, it is kept and written before the next.</summary>
    /// <returns>The picture that was kept with it.</returns>
    public Task<Guid?> KeepAsync(LiveSession session, ViolationChange change, Frame? frame) =>
        KeepAsync(session.Id, new Entry(change, change.ShowsBest && frame is not null ? new EvidenceFile(frame.Jpeg, "image/jpeg", frame.At) : null));

    /// <summary>Writes the sound around a flag; where that fails, it is kept and written before the next.</summary>
    public Task KeepAsync(LiveSession session, SoundClip clip) => KeepAsync(session.Id, new Entry(clip.Flag, new EvidenceFile(clip.Wav, EvidenceImage.SoundType, clip.From)));

    /// <summary>Saves the marks of a session when it is their turn, and what waits.</summary>
    public Task SaveInTurnAsync(LiveSession session) =>
        time.GetElapsedTime(savedAt.GetOrAdd(session.Id, _ => time.GetTimestamp())) < SaveEvery ? Task.CompletedTask : SaveAsync(session);

    /// <summary>Saves all that there is of a session whose reading ends.</summary>
    public Task CloseAsync(LiveSession session)
    {
        session.Series.Seal();
        return SaveAsync(session);
    }

    /// <summary>Saves the marks of a session, and what waits.</summary>
    public async Task SaveAsync(LiveSession session)
    {
        if (waiting.TryGetValue(session.Id, out var entries))
            await WriteWaitingAsync(session.Id, entries).ConfigureAwait(false);
        var now = time.GetUtcNow().UtcDateTime;
        savedAt[session.Id] = time.GetTimestamp();
        var (read, refused) = (session.FramesRead, session.FramesRefused);
        try
        {
            await using var database = await databases.CreateDbContextAsync().ConfigureAwait(false);
            // Only while it runs: afterwards these columns are in the chain.
            await database.Sessions.Where(row => row.Id == session.Id && row.Status == SessionStatus.Running).ExecuteUpdateAsync(set => set
                .SetProperty(row => row.LastWatchedAt, now)
                .SetProperty(row => row.FramesRead, read)
                .SetProperty(row => row.FramesRefused, refused)).ConfigureAwait(false);
            while (session.Series.Next is { } chunk)
            {
                await series.KeepAsync(chunk, CancellationToken.None).ConfigureAwait(false);
                session.Series.TextLimits();
            }
        }
        catch (Exception mistake) when (mistake is not OperationCanceledException)
        {
            LogNotWritten(mistake, session.Id, entries?.Count ?? 0);
        }
    }

    /// <summary>Writes what still waits of a session that is not read any more.</summary>
    /// <returns>False where something could not be written and goes on waiting.</returns>
    public async Task<bool> FlushAsync(Guid sessionId)
    {
        if (!waiting.TryGetValue(sessionId, out var entries))
            return true;
        await WriteWaitingAsync(sessionId, entries).ConfigureAwait(false);
        return entries.Count == 0;
    }

    /// <summary>Forgets a session that is over and written down.</summary>
    public void Forget(Guid sessionId)
    {
        savedAt.TryRemove(sessionId, out _);
        waiting.TryRemove(sessionId, out _);
    }

    async Task<Guid?> KeepAsync(Guid sessionId, Entry entry)
    {
        var entries = waiting.GetOrAdd(sessionId, _ => new Queue<Entry>());
        if (entries.Count >= MostWaiting)
            entries.Dequeue();
        entries.Enqueue(entry);
        return await WriteWaitingAsync(sessionId, entries).ConfigureAwait(false);
    }

    async Task<Guid?> WriteWaitingAsync(Guid sessionId, Queue<Entry> entries)
    {
        Guid? picture = null;
        while (entries.TryPeek(out var entry))
        {
            try
            {
                picture = await recorder.RecordAsync(sessionId, entry.Change, entry.File, CancellationToken.None).ConfigureAwait(false);
                entries.Dequeue();
            }
            catch (Exception mistake) when (mistake is not OperationCanceledException)
            {
                LogNotWritten(mistake, sessionId, entries.Count);
                // A database that is away comes back; what can't be written to one that answers is the entry's own fault, and must not hold up the rest.
                if (!await DatabaseAnswersAsync().ConfigureAwait(false))
                    return null;
                entry.Tries++;
                if (entry.Tries == TriesWhole)
                    entry.Strip();
                else if (entry.Tries >= TriesAtAll)
                    entries.Dequeue();
                return null;
            }
        }

        return picture;
    }

    async Task<bool> DatabaseAnswersAsync()
    {
        try
        {
            await using var database = await databases.CreateDbContextAsync().ConfigureAwait(false);
            return await database.Database.CanConnectAsync().ConfigureAwait(false);
        }
        catch (Exception mistake) when (mistake is not OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "Session {SessionId} could not be written down; {Waiting} changes wait")]
    partial void LogNotWritten(Exception mistake, Guid sessionId, int waiting);

    sealed class Entry(ViolationChange change, EvidenceFile? file)
    {
        public ViolationChange Change { get; private set; } = change;

        public EvidenceFile? File { get; private set; } = file;

        public int Tries { get; set; }

        /// <summary>Leaves away what may keep it from being written: the evidence and the free text.</summary>
        public void Strip() => (File, Change) = (null, Change with { Span = Change.Span with { Detail = null } });
    }
}
