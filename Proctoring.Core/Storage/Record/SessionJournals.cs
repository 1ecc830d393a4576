using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Storage.Record;

/// <summary>The journals of all sessions that run, or whose record is not written completely.</summary>
internal sealed class SessionJournals(ViolationRecorder recorder, WriterSlots slots, TimeProvider time, ILogger<SessionJournals> log)
    : IAsyncDisposable
{
    readonly ConcurrentDictionary<Guid, SessionJournal> journals = new();

    /// <summary>The number of waiting entries of all sessions.</summary>
    public int Waiting => journals.Values.Sum(journal => journal.Waiting);

    /// <summary>Returns the journal of a session; null if it has none.</summary>
    public SessionJournal? Find(Guid sessionId) => journals.GetValueOrDefault(sessionId);

    /// <summary>Returns the journal of a session: a new one, or the one that still has entries to write. A journal of an earlier epoch must
    /// not write any longer, because another server monitored the session since then.</summary>
    public SessionJournal Open(Guid sessionId, long epoch)
    {
        var known = Find(sessionId);
        if (known?.Epoch == epoch)
            return known;
        var journal = journals[sessionId] = new SessionJournal(sessionId, epoch, recorder, slots, time, log);
        journal.Start();
        // Its next write is refused, and then it ends.
        _ = known?.StopAsync();
        return journal;
    }

    /// <summary>Writes the waiting entries of a session that is no longer monitored, and closes its journal.</summary>
    /// <returns>False if the database cannot be reached; then the journal stays open and keeps trying.</returns>
    public async Task<bool> CloseAsync(Guid sessionId)
    {
        if (!journals.TryGetValue(sessionId, out var journal))
            return true;
        if (!await journal.FlushAsync().ConfigureAwait(false))
            return false;
        if (journals.TryRemove(KeyValuePair.Create(sessionId, journal)))
            await journal.StopAsync().ConfigureAwait(false);
        return true;
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(journals.Values.Select(journal => journal.StopAsync())).ConfigureAwait(false);
}
