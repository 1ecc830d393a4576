namespace Proctoring.Core.Sessions.Running;

/// <summary>The requests to join that this server has received and not answered. Their candidates are back, and the server is late.
/// Thread-safe.</summary>
internal sealed class PendingJoins(TimeProvider time)
{
    readonly Lock gate = new();
    readonly Dictionary<Guid, LinkedList<DateTime>> requests = [];

    /// <summary>Records a request, which is answered when the result is disposed.</summary>
    public IDisposable Begin(Guid sessionId)
    {
        lock (gate)
        {
            if (!requests.TryGetValue(sessionId, out var pending))
                requests.Add(sessionId, pending = new LinkedList<DateTime>());
            return new Request(this, sessionId, pending.AddLast(time.GetUtcNow().UtcDateTime));
        }
    }

    /// <summary>Since when a request for the session has waited, UTC; null if none does.</summary>
    public DateTime? Since(Guid sessionId)
    {
        lock (gate)
            return requests.GetValueOrDefault(sessionId)?.First?.Value;
    }

    void End(Guid sessionId, LinkedListNode<DateTime> request)
    {
        lock (gate)
        {
            if (request.List is not { } pending)
                return;
            pending.Remove(request);
            if (pending.Count == 0)
                requests.Remove(sessionId);
        }
    }

    sealed class Request(PendingJoins joins, Guid sessionId, LinkedListNode<DateTime> began) : IDisposable
    {
        public void Dispose() => joins.End(sessionId, began);
    }
}
