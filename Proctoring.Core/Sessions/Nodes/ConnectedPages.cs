using System.Collections.Concurrent;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>The candidates' pages that are connected to this server. Their callbacks and their progress cannot be part of a call to a
/// session.</summary>
internal sealed class ConnectedPages
{
    readonly ConcurrentDictionary<string, CandidateConnection> pages = new(StringComparer.Ordinal);

    /// <summary>Remembers a connection until it leaves.</summary>
    public void Add(CandidateConnection connection)
    {
        if (connection is not { Stored: null, Reading: null })
            pages.TryAdd(connection.Id, connection);
    }

    /// <summary>Forgets a connection.</summary>
    public void Remove(string connection) => pages.TryRemove(connection, out _);

    /// <summary>How far the hub of this server has come with what a page sends; null if the page is not connected to it.</summary>
    public PageReading? ReadingOf(string connection) => pages.GetValueOrDefault(connection)?.Reading;

    /// <summary>Reports to a page that its signals are stored up to a number. A page that left learns it when it next joins.</summary>
    /// <returns>False if it is not connected to this server.</returns>
    public bool Stored(string connection, int seq)
    {
        if (pages.GetValueOrDefault(connection)?.Stored is not { } stored)
            return false;
        stored(seq);
        return true;
    }
}
