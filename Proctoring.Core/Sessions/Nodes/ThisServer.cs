namespace Proctoring.Core.Sessions.Nodes;

/// <summary>The state of this server among the others.</summary>
internal sealed class ThisServer
{
    volatile bool draining;
    volatile bool warm;

    /// <summary>Receives the calls of sessions that run on other servers; null for a server that is alone.</summary>
    public INodeObserver? Observer { get; set; }

    /// <summary>Whether this server is about to stop. Then no session moves to it.</summary>
    public bool Draining
    {
        get => draining;
        set => draining = value;
    }

    /// <summary>Whether this server has compiled what the first candidates need.</summary>
    public bool Warm
    {
        get => warm;
        set => warm = value;
    }
}
