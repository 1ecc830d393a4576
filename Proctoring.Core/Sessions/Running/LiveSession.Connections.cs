using System.Collections.Concurrent;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The connections of the candidate's pages: which one sends, and which have ended.</summary>
internal sealed partial class LiveSession
{
    /// <summary>The server of each connection that joined this object.</summary>
    readonly ConcurrentDictionary<string, string?> joined = new(StringComparer.Ordinal);

    /// <summary>The connections that ended. A frame of one of them can arrive late, and must not bring it back.</summary>
    readonly ConcurrentDictionary<string, bool> left = new(StringComparer.Ordinal);

    /// <summary>Since when the candidate's connection is lost, UTC; null while it is not, and before the first.</summary>
    public DateTime? LostSince { get; set; }

    /// <summary>Makes a connection the sender.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="takeOver">Whether it may replace the connection of another page.</param>
    /// <returns>The number up to which the page's signals are stored.</returns>
    public int Join(CandidateConnection connection, bool takeOver)
    {
        left.TryRemove(connection.Id, out _);
        joined[connection.Id] = connection.Server;
        if (Sender.Join(connection, takeOver))
            ConnectionCame();
        if (Origins.Join(connection, Now) is { } page)
            Queue.Put(page);
        return Signals.Join(connection);
    }

    /// <summary>Joins a connection that has not joined this object, and lets one that has take the place of a sender that left.</summary>
    /// <returns>False if the page must join first.</returns>
    public bool Enter(CandidateConnection connection)
    {
        if (joined.ContainsKey(connection.Id))
        {
            Signals.Heard(connection);
            Sender.Heard(connection.Id);
            if (Sender.Return(connection))
                ConnectionCame();
            return true;
        }

        // The page would not send again what an earlier run of the session accepted and did not store.
        if (Reopened || left.ContainsKey(connection.Id))
            return false;
        Join(connection, takeOver: false);
        return true;
    }

    /// <summary>Records the end of all connections to a server that has gone.</summary>
    public void LeaveServer(string server)
    {
        foreach (var (connection, _) in joined.Where(entry => entry.Value == server))
            Leave(connection);
    }

    void ConnectionCame()
    {
        LostSince = null;
        // Its last report is from before the disconnection, or from another window.
        Browser = null;
        Sensors.ConnectionChanged(Now, stands: true);
        Queue.PutTick();
    }

    /// <summary>Records the end of a connection.</summary>
    public void Leave(string connection)
    {
        left[connection] = true;
        joined.TryRemove(connection, out _);
        var reading = Sender.Reading;
        if (!Sender.Leave(connection))
            return;
        LostSince = Now;
        Sensors.ConnectionChanged(Now, stands: false, reading);
        Queue.PutTick();
    }
}
