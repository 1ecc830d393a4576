using System.Collections.Concurrent;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>The candidates' connections that this server may end before it stops, because their load balancer sends a page that connects
/// again to another server. Other pages would come back to this one.</summary>
internal sealed class MovablePages
{
    readonly ConcurrentDictionary<string, Page> pages = new(StringComparer.Ordinal);

    /// <summary>Remembers a connection until it leaves.</summary>
    /// <param name="sessionId">The session that it joined.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="end">Ends it. It must neither wait nor throw.</param>
    public void Add(Guid sessionId, string connection, Action end) => pages[connection] = new Page(sessionId, end);

    /// <summary>Forgets a connection.</summary>
    public void Remove(string connection) => pages.TryRemove(connection, out _);

    /// <summary>Ends the connections of a session.</summary>
    /// <returns>Whether there was one.</returns>
    public bool End(Guid sessionId)
    {
        var ended = false;
        foreach (var (connection, page) in pages)
        {
            if (page.SessionId != sessionId || !pages.TryRemove(connection, out _))
                continue;
            page.End();
            ended = true;
        }

        return ended;
    }

    sealed record Page(Guid SessionId, Action End);
}
