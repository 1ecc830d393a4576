namespace Proctoring.Core.Sessions.Nodes;

/// <summary>The state of this server among the others.</summary>
internal sealed class ThisServer
{
    volatile bool draining;

    /// <summary>Receives the calls of sessions that run on other servers; null for a server that is alone.</summary>
    public INodeObserver? Observer { get; set; }

    /// <summary>Whether this server is about to stop. Then no session moves to it.</summary>
    public bool Draining
    {
        get => draining;
        set => draining = value;
    }
}
