using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Storage.Record;

/// <summary>The only writer of violations and their evidence: from the rules, from other systems, from gaps and from the end of a
/// session.</summary>
internal sealed partial class ViolationRecorder(
    IDbContextFactory<ProctoringDb> databases,
    EvidenceWriter evidence,
    SessionEpochs epochs,
    TimeProvider time,
    ILogger<ViolationRecorder> log
)
{
    readonly EventBatches events = new(databases, epochs);

    /// <summary>Writes entries of a session in one transaction. Writing the same entries again changes nothing.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="epoch">The epoch under which this server monitors the session; null if it does not.</param>
    /// <exception cref="EvidenceNotStoredException">The evidence store cannot take a file now; nothing was written.</exception>
    /// <returns>The session's clock; null if the session is over or gone.</returns>
    /// <exception cref="SessionTakenException">Another server monitors the session; nothing was written.</exception>
    public async Task<StoredClock?> WriteAsync(Guid sessionId, IReadOnlyList<JournalEntry> entries, long? epoch)
    {
        var flags = entries.SelectMany(entry => entry.Flags).ToList();
        var screens = entries.SelectMany(entry => entry.Screens).ToList();
        foreach (var file in flags.SelectMany(flag => flag.Files).Concat(screens))
            await evidence.PutAsync(sessionId, file).ConfigureAwait(false);

        await using var database = await databases.CreateDbContextAsync().ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync().ConfigureAwait(false);
        // Locks the session: its end comes before or after this, never in between.
        try
        {
            await epochs.LockAsync(database, sessionId, epoch, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SessionTakenException)
        {
            await transaction.RollbackAsync().ConfigureAwait(false);
            await DiscardAsync(sessionId, flags, screens).ConfigureAwait(false);
            throw;
        }

        // Decides whether something can still be recorded.
        var clock = await database.ClockAsync(sessionId).ConfigureAwait(false);
        if (clock is { IsOver: true })
        {
            await transaction.RollbackAsync().ConfigureAwait(false);
            LogAfterEnd(sessionId, entries.Count);
            await DiscardAsync(sessionId, flags, screens).ConfigureAwait(false);
            return null;
        }

        var late = flags.Where(flag => flag.Span.Began > clock?.EndsAt).ToList();
        if (late.Count > 0)
            LogLateFlags(sessionId, late.Count);
        flags.RemoveAll(late.Contains);
        // Most writes only report progress.
        var rows = flags.Count == 0 ? [] : await RowsAsync(database, flags.ConvertAll(flag => flag.Id)).ConfigureAwait(false);
        foreach (var flag in flags)
            Apply(database, sessionId, rows, flag.EndingBy(clock?.EndsAt));
        await AddScreensAsync(database, sessionId, screens).ConfigureAwait(false);
        await AddTurnsAsync(database, entries).ConfigureAwait(false);
        await AddChunksAsync(database, sessionId, entries).ConfigureAwait(false);
        await MarkPagesAsync(database, sessionId, entries).ConfigureAwait(false);
        await database.SaveChangesAsync().ConfigureAwait(false);
        await MarkWatchedAsync(database, sessionId, entries).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);

        await DiscardAsync(sessionId, late, []).ConfigureAwait(false);
        foreach (var replaced in flags.SelectMany(flag => flag.Replaced))
            await evidence.RemoveAsync(replaced).ConfigureAwait(false);
        return clock;
    }

    /// <summary>Sends the queries of a write. A server does so before it takes sessions: otherwise its first transactions would be idle
    /// while the code of the queries is compiled.</summary>
    public static async Task WarmUpAsync(ProctoringDb database, Guid sessionId)
    {
        await database.ClockAsync(sessionId).ConfigureAwait(false);
        await RowsAsync(database, [sessionId]).ConfigureAwait(false);
        await HasChunkAsync(database, sessionId, sequence: 0).ConfigureAwait(false);
        await PageAsync(database, sessionId, pageId: "").ConfigureAwait(false);
    }

    static Task<Dictionary<Guid, ProctoringViolation>> RowsAsync(ProctoringDb database, List<Guid> ids) =>
        database.Violations.Include(row => row.Evidence).Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id);

    static Task<bool> HasChunkAsync(ProctoringDb database, Guid sessionId, int sequence) =>
        database.ObservationChunks.AnyAsync(known => known.SessionId == sessionId && known.Sequence == sequence);

    static Task<CandidatePage?> PageAsync(ProctoringDb database, Guid sessionId, string pageId) =>
        database.CandidatePages.SingleOrDefaultAsync(known => known.SessionId == sessionId && known.PageId == pageId);

    /// <summary>Removes the files of flags, and the pictures of the screen, that were not written.</summary>
    async Task DiscardAsync(Guid sessionId, IEnumerable<FlagRecord> flags, IEnumerable<EvidenceFile> screens)
    {
        foreach (var file in flags.SelectMany(flag => flag.Files).Concat(screens))
            await evidence.RemoveUnnamedAsync(file.KeyIn(sessionId)).ConfigureAwait(false);
    }

    /// <summary>Writes one flag at once.</summary>
    /// <exception cref="EvidenceNotStoredException">The evidence store cannot take the file now; nothing was written.</exception>
    public Task RecordAsync(Guid sessionId, ViolationSpan span, EvidenceFile? file = null)
    {
        var flag = new FlagRecord(span, time.GetUtcNow().UtcDateTime);
        if (file is { IsSound: true })
            flag.Sound = file;
        else
            flag.Picture = file;
        return WriteAsync(sessionId, [new JournalEntry { Flags = [flag] }], epochs.Find(sessionId));
    }

    /// <summary>Adds an event that another system reported, unless the session has one with the same client's id.</summary>
    /// <returns>The recorded event; null if the session is not under way and does not have the event.</returns>
    public async Task<RecordedEvent?> InsertOnceAsync(ProctoringViolation row, EvidenceFile? file, CancellationToken cancellation)
    {
        RecordedEvent? recorded = null;
        async Task<bool> InsertedAsync() => (recorded = await events.InsertAsync(row, file).ConfigureAwait(false)) is { Created: true };
        var inserted = file is null
            ? await InsertedOrFoundAsync(row.Id, InsertedAsync).ConfigureAwait(false)
            : await evidence.WriteAsync(file.KeyIn(row.SessionId), file.Content, InsertedAsync, cancellation).ConfigureAwait(false);
        return inserted ? new RecordedEvent(row.Id, Created: true) : recorded;
    }

    /// <summary>Ends a session's open flags in the pending save. They are loaded and changed, so that the chain covers it.</summary>
    public static async Task EndOpenAsync(ProctoringDb database, Guid sessionId, DateTime at, CancellationToken cancellation)
    {
        var open = await database
            .Violations.Where(row => row.SessionId == sessionId && row.EndedAt == null)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var row in open)
            row.EndedAt = row.BeganAt > at ? row.BeganAt : at;
    }

    /// <summary>Adds a flag without an observation to the pending save.</summary>
    /// <param name="database">The context of the pending save.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="span">The flag.</param>
    /// <param name="author">The member of staff who raises it; null for none.</param>
    /// <param name="file">Its picture, which the evidence store already has; null for none.</param>
    public static void Add(ProctoringDb database, Guid sessionId, ViolationSpan span, Guid? author = null, EvidenceFile? file = null)
    {
        var row = NewRow(sessionId, span, null, author);
        Copy(span, row);
        database.Add(row);
        if (file is not null)
            database.Add(EvidenceWriter.RowOf(sessionId, row.Id, file));
    }

    /// <summary>Returns whether the database accepts writes; if it does, the failing entry is at fault itself.</summary>
    public async Task<bool> DatabaseTakesWritesAsync(Guid sessionId)
    {
        try
        {
            await using var database = await databases.CreateDbContextAsync().ConfigureAwait(false);
            await database.LockAsync(sessionId, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception cause)
        {
            LogNoWrites(cause);
            return false;
        }
    }

    static void Apply(ProctoringDb database, Guid sessionId, Dictionary<Guid, ProctoringViolation> rows, FlagRecord flag)
    {
        if (!rows.TryGetValue(flag.Id, out var row))
        {
            // Evidence of a flag that could not be written at all belongs to no row.
            if (flag.EvidenceOnly)
                return;
            rows.Add(flag.Id, row = NewRow(sessionId, flag.Span, flag.At));
            database.Add(row);
        }

        if (!flag.EvidenceOnly)
            Copy(flag.Span, row);
        foreach (var file in flag.Files.Where(file => row.Evidence.TrueForAll(known => known.Id != file.Id)))
        {
            // A picture replaces an earlier picture, sound replaces earlier sound.
            foreach (var old in row.Evidence.Where(known => known.IsSound == file.IsSound && known.IsStrip == file.IsStrip).ToList())
            {
                flag.Replaced.Add(old.StoreKey);
                row.Evidence.Remove(old);
                database.Remove(old);
            }

            database.Add(EvidenceWriter.RowOf(sessionId, row.Id, file));
        }
    }

    static async Task AddScreensAsync(ProctoringDb database, Guid sessionId, List<EvidenceFile> screens)
    {
        if (screens.Count == 0)
            return;
        var ids = screens.ConvertAll(picture => picture.Id);
        var known = await database
            .ScreenPictures.Where(row => ids.Contains(row.Id))
            .Select(row => row.Id)
            .ToListAsync()
            .ConfigureAwait(false);
        database.AddRange(screens.Where(picture => !known.Contains(picture.Id)).Select(one => EvidenceWriter.ScreenRowOf(sessionId, one)));
    }

    static async Task AddTurnsAsync(ProctoringDb database, IReadOnlyList<JournalEntry> entries)
    {
        foreach (var turn in entries.SelectMany(entry => entry.Turns))
        {
            // A commit whose answer was lost may have succeeded.
            if (!await database.HeadChallenges.AnyAsync(known => known.Id == turn.Id).ConfigureAwait(false))
                database.Add(turn);
        }
    }

    static async Task AddChunksAsync(ProctoringDb database, Guid sessionId, IReadOnlyList<JournalEntry> entries)
    {
        foreach (var chunk in entries.Select(entry => entry.Chunk).OfType<ObservationChunk>())
        {
            if (!await HasChunkAsync(database, sessionId, chunk.Sequence).ConfigureAwait(false))
                database.Add(chunk);
        }
    }

    static async Task MarkPagesAsync(ProctoringDb database, Guid sessionId, IReadOnlyList<JournalEntry> entries)
    {
        foreach (var page in entries.SelectMany(entry => entry.Pages).GroupBy(page => page.PageId))
        {
            var row = await PageAsync(database, sessionId, page.Key).ConfigureAwait(false);
            if (row is null)
                database.Add(row = new CandidatePage { SessionId = sessionId, PageId = page.Key });
            row.StoredSeq = Math.Max(row.StoredSeq, page.Max(mark => mark.Seq));
            var stored = new PageDrops(row.DroppedSignals, row.DroppedSound, row.DroppedScreens);
            var dropped = page.Aggregate(stored, (most, mark) => most.Max(mark.Dropped));
            (row.DroppedSignals, row.DroppedSound, row.DroppedScreens) = (dropped.Signals, dropped.Sound, dropped.Screens);
            if (page.LastOrDefault(mark => mark.Joined is not null)?.Joined is { } joined)
                (row.JoinedAt, row.Address, row.UserAgent) = (joined.At, joined.Address, joined.UserAgent);
        }
    }

    /// <summary>Stores the progress of monitoring.</summary>
    public static async Task MarkWatchedAsync(ProctoringDb database, Guid sessionId, IReadOnlyList<JournalEntry> entries)
    {
        if (entries.Select(entry => entry.Watched).OfType<WatchMark>().LastOrDefault() is not { } mark)
            return;
        // Only while it runs: afterwards the chain covers these columns.
        await database
            .Sessions.Where(row => row.Id == sessionId && row.Status == SessionStatus.Running)
            .ExecuteUpdateAsync(set =>
                set.SetProperty(row => row.LastWatchedAt, mark.At)
                    .SetProperty(row => row.FramesRead, mark.FramesRead)
                    .SetProperty(row => row.FramesRefused, mark.FramesRefused)
            )
            .ConfigureAwait(false);
    }

    /// <summary>Inserts a row without a file. A commit whose answer was lost may have succeeded; then the row exists.</summary>
    async Task<bool> InsertedOrFoundAsync(Guid id, Func<Task<bool>> insert)
    {
        try
        {
            return await insert().ConfigureAwait(false);
        }
        catch
        {
            await using var database = await databases.CreateDbContextAsync().ConfigureAwait(false);
            if (await database.Violations.AnyAsync(row => row.Id == id).ConfigureAwait(false))
                return true;
            throw;
        }
    }

    static ProctoringViolation NewRow(Guid sessionId, ViolationSpan span, DateTime? shownAt, Guid? author = null) =>
        new()
        {
            Id = span.Id,
            SessionId = sessionId,
            Type = span.Kind.Id,
            Title = span.Kind.Title,
            Severity = span.Severity,
            BeganAt = span.Began,
            WarnedAt = span.WarnCandidate ? shownAt : null,
            AuthorId = author,
        };

    static void Copy(ViolationSpan span, ProctoringViolation row)
    {
        row.EndedAt = span.Ended;
        row.Severity = span.Severity;
        row.PeakConfidence = span.PeakConfidence;
        row.MeanConfidence = span.MeanConfidence;
        row.FramesSeen = span.FramesSeen;
        row.FramesLooked = span.FramesLooked;
        row.Model = span.Model;
        row.Threshold = span.Threshold;
        row.Detail = span.Detail;
    }

    [LoggerMessage(LogLevel.Warning, "{Count} entries of session {SessionId} came after its end and were dropped")]
    partial void LogAfterEnd(Guid sessionId, int count);

    [LoggerMessage(LogLevel.Warning, "{Count} flags of session {SessionId} began after its deadline and were dropped")]
    partial void LogLateFlags(Guid sessionId, int count);

    [LoggerMessage(LogLevel.Debug, "The database accepts no writes")]
    partial void LogNoWrites(Exception cause);
}

/// <summary>The record of a reported event.</summary>
/// <param name="Id">The violation.</param>
/// <param name="Created">False if it had been reported before.</param>
internal sealed record RecordedEvent(Guid Id, bool Created);
