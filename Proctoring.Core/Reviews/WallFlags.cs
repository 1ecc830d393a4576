using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Reviews;

/// <summary>Caches the flags of the sessions on the live wall for all proctors, and reads a session's flags again only after news about
/// it.</summary>
internal sealed class WallFlags(IDbContextFactory<ProctoringDb> databases, SessionFeed feed, TimeProvider time) : IDisposable
{
    /// <summary>A flag may be announced before its row is stored, so a session counts as changing for a while after its latest
    /// news.</summary>
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <summary>A session without news is read at this interval, in case a row was written without an announcement.</summary>
    static readonly TimeSpan Trusted = TimeSpan.FromSeconds(15);

    /// <summary>The shortest time between two reads of one session, however many proctors watch.</summary>
    static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(900);

    static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<Guid, Entry> entries = new();
    readonly SemaphoreSlim reading = new(1);

    /// <summary>Reads the flags of running sessions, in the columns that a tile needs.</summary>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<ProctoringViolation>>> OfAsync(
        IReadOnlyList<Guid> sessions,
        CancellationToken cancellation
    )
    {
        await reading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var now = time.GetTimestamp();
            Forget(now);
            foreach (var id in sessions)
                Ask(id, now);
            List<Guid> due = [.. sessions.Where(id => IsDue(entries[id], now))];
            if (due.Count > 0)
                await ReadAsync(due, now, cancellation).ConfigureAwait(false);
            return sessions.ToDictionary(id => id, id => entries[id].Flags);
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose()
    {
        foreach (var entry in entries.Values)
            entry.Dispose();
        reading.Dispose();
    }

    /// <summary>The columns of a tile: objects, details and ids stay in the database.</summary>
    internal static IQueryable<ProctoringViolation> FlagsOf(ProctoringDb database, List<Guid> ids) =>
        database
            .Violations.Where(row => ids.Contains(row.SessionId))
            .Select(row => new ProctoringViolation
            {
                SessionId = row.SessionId,
                Type = row.Type,
                Title = row.Title,
                Severity = row.Severity,
                BeganAt = row.BeganAt,
                EndedAt = row.EndedAt,
                MeanConfidence = row.MeanConfidence,
                Times = row.Times,
            });

    async Task ReadAsync(List<Guid> due, long now, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = (await FlagsOf(database, due).ToListAsync(cancellation).ConfigureAwait(false)).ToLookup(row => row.SessionId);
        foreach (var id in due)
            (entries[id].Flags, entries[id].ReadAt) = ([.. found[id]], now);
    }

    void Ask(Guid id, long now)
    {
        if (!entries.TryGetValue(id, out var entry))
        {
            entries[id] = entry = new Entry();
            entry.Subscription = feed.Follow(
                id,
                news =>
                {
                    if (news is ViolationNews or MissedNews)
                        entry.NewsAt = time.GetTimestamp();
                }
            );
        }

        entry.AskedAt = now;
    }

    bool IsDue(Entry entry, long now)
    {
        if (entry.ReadAt is not { } read)
            return true;
        var age = time.GetElapsedTime(read, now);
        var settling = entry.NewsAt is { } news && time.GetElapsedTime(news, read) < Settling;
        return age >= Trusted || (settling && age >= Shortest);
    }

    /// <summary>Removes the sessions that are no longer on any wall: they have ended, or their proctors have left.</summary>
    void Forget(long now)
    {
        foreach (var (id, entry) in entries)
        {
            if (time.GetElapsedTime(entry.AskedAt, now) > ForgottenAfter && entries.TryRemove(id, out _))
                entry.Dispose();
        }
    }

    sealed class Entry : IDisposable
    {
        long news;

        public IReadOnlyList<ProctoringViolation> Flags { get; set; } = [];

        public long? ReadAt { get; set; }

        public long AskedAt { get; set; }

        public IDisposable? Subscription { get; set; }

        /// <summary>Written by the thread that delivers the news.</summary>
        public long? NewsAt
        {
            get => Interlocked.Read(ref news) is var at and not 0 ? at : null;
            set => Interlocked.Exchange(ref news, value ?? 0);
        }

        public void Dispose() => Subscription?.Dispose();
    }
}
