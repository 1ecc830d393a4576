namespace Proctoring.Core.Sessions.Running;

/// <summary>The servers that share the database.</summary>
internal interface IServerGroup
{
    /// <summary>The names of the servers that are not known to be dead; null if this server is alone. A frozen server is among them until
    /// the others give it up.</summary>
    IReadOnlyCollection<string>? Names { get; }
}

/// <summary>A server without others.</summary>
internal sealed class SingleServer : IServerGroup
{
    public IReadOnlyCollection<string>? Names => null;
}
