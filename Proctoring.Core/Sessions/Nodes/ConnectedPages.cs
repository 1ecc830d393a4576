using System.Collections.Concurrent;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>The candidates' pages that are connected to this server. Their callbacks cannot be part of a call to a session.</summary>
internal sealed class ConnectedPages
{
    readonly ConcurrentDictionary<string, Action<int>> pages = new(StringComparer.Ordinal);

    /// <summary>Remembers a connection until it leaves.</summary>
    public void Add(CandidateConnection connection)
    {
        if (connection.Stored is { } stored)
            pages.TryAdd(connection.Id, stored);
    }

    /// <summary>Forgets a connection.</summary>
    public void Remove(string connection) => pages.TryRemove(connection, out _);

    /// <summary>Reports to a page that its signals are stored up to a number. A page that left learns it when it next joins.</summary>
    /// <returns>False if it is not connected to this server.</returns>
    public bool Stored(string connection, int seq)
    {
        if (!pages.TryGetValue(connection, out var stored))
            return false;
        stored(seq);
        return true;
    }
}
