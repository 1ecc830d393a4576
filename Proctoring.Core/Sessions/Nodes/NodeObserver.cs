using System.Collections.Concurrent;
using Orleans.Concurrency;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>A server, for the sessions of its candidates' pages.</summary>
[Alias("proctoring.node")]
internal interface INodeObserver : IGrainObserver
{
    /// <summary>A page's signals are stored up to a number.</summary>
    [Alias("stored"), OneWay]
    Task StoredAsync(string connection, int seq);
}

/// <summary>Passes reports of sessions on to the pages that are connected to this server.</summary>
internal sealed class NodeObserver : INodeObserver
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

    public Task StoredAsync(string connection, int seq)
    {
        // A page that left learns the number when it next joins.
        pages.GetValueOrDefault(connection)?.Invoke(seq);
        return Task.CompletedTask;
    }
}
