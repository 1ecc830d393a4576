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

    /// <summary>Returns the journal of a session: a new one, or the one that still has entries to write.</summary>
    public SessionJournal Open(Guid sessionId) =>
        journals.GetOrAdd(
            sessionId,
            id =>
            {
                var journal = new SessionJournal(id, recorder, slots, time, log);
                journal.Start();
                return journal;
            }
        );

    /// <summary>Writes the waiting entries of a session that is no longer monitored, and closes its journal.</summary>
    /// <returns>False if the database cannot be reached; then the journal stays open and keeps trying.</returns>
    public async Task<bool> CloseAsync(Guid sessionId)
    {
        if (!journals.TryGetValue(sessionId, out var journal))
            return true;
        if (!await journal.FlushAsync().ConfigureAwait(false))
            return false;
        if (journals.TryRemove(sessionId, out _))
            await journal.StopAsync().ConfigureAwait(false);
        return true;
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(journals.Values.Select(journal => journal.StopAsync())).ConfigureAwait(false);
}
