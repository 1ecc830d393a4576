using Orleans.Concurrency;
using Proctoring.Core.Sessions.Updates;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>A server, for sessions that run on another one.</summary>
[Alias("proctoring.node")]
internal interface INodeObserver : IGrainObserver
{
    /// <summary>A session has news.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="news">The news.</param>
    /// <param name="from">The server that published it first, and has delivered it to its own pages.</param>
    [Alias("news"), OneWay]
    Task HearAsync(Guid sessionId, SessionNews news, string from);

    /// <summary>The signals of a page that is connected to this server are stored up to a number.</summary>
    [Alias("stored"), OneWay]
    Task StoredAsync(string connection, int seq);
}
