namespace Proctoring.Core.Sessions.Running;

/// <summary>Decides which connection of a candidate may send, and records when it came and went. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="connected">Whether there is a connection at the beginning; null if there has never been one.</param>
internal sealed class SendingConnection(TimeProvider time, bool? connected)
{
    // Join and Leave arrive from different connections at the same moment: all of this changes together or not at all.
    readonly Lock gate = new();
    string? sender;
    bool? stands = connected;
    long connectedSince;

    /// <summary>Whether the sender is connected; null if there has never been a connection.</summary>
    public bool? Stands
    {
        get
        {
            lock (gate)
                return stands;
        }
    }

    /// <summary>The monotonic time since which the sender is connected; 0 if it is not.</summary>
    public long ConnectedSince
    {
        get
        {
            lock (gate)
                return stands == true ? connectedSince : 0;
        }
    }

    /// <summary>The connection that sends; null if it is not connected.</summary>
    public string? Current
    {
        get
        {
            lock (gate)
                return stands == true ? sender : null;
        }
    }

    public bool Is(string connection)
    {
        lock (gate)
            return sender == connection;
    }

    /// <summary>Makes a connection the sender.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="takeOver">Whether it may replace another connection.</param>
    /// <returns>Whether the sender changed or came back.</returns>
    public bool Join(string connection, bool takeOver)
    {
        lock (gate)
        {
            if (stands == true && (sender == connection || !takeOver))
                return false;
            (sender, stands, connectedSince) = (connection, true, time.GetTimestamp());
            return true;
        }
    }

    /// <summary>Records the end of a connection. If it is no longer the sender, nothing changes.</summary>
    /// <returns>Whether it was the sender.</returns>
    public bool Leave(string connection)
    {
        lock (gate)
        {
            if (sender != connection || stands != true)
                return false;
            stands = false;
            return true;
        }
    }
}
