namespace Proctoring.Core.Sessions.Running;

/// <summary>Lets one task at a time open or end a session.</summary>
internal sealed class SessionLocks
{
    readonly Lock gate = new();
    readonly Dictionary<Guid, Entry> entries = [];

    /// <summary>Waits until no other task opens or ends the session. Disposing the result admits the next one.</summary>
    public async Task<IDisposable> TakeAsync(Guid sessionId, CancellationToken cancellation)
    {
        Entry? entry;
        lock (gate)
        {
            if (!entries.TryGetValue(sessionId, out entry))
                entries.Add(sessionId, entry = new Entry(this, sessionId));
            entry.Users++;
        }

        try
        {
            await entry.Free.WaitAsync(cancellation).ConfigureAwait(false);
            return new Turn(entry);
        }
        catch
        {
            Leave(entry);
            throw;
        }
    }

    void Leave(Entry entry)
    {
        lock (gate)
        {
            if (--entry.Users > 0)
                return;
            entries.Remove(entry.SessionId);
        }

        entry.Free.Dispose();
    }

    sealed class Entry(SessionLocks locks, Guid sessionId)
    {
        public SessionLocks Locks { get; } = locks;

        public Guid SessionId { get; } = sessionId;

        public SemaphoreSlim Free { get; } = new(1);

        /// <summary>The number of tasks that hold it or wait for it.</summary>
        public int Users { get; set; }
    }

    sealed class Turn(Entry entry) : IDisposable
    {
        int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 1)
                return;
            entry.Free.Release();
            entry.Locks.Leave(entry);
        }
    }
}
