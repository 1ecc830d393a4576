namespace Proctoring.Core.Sessions.Running;

/// <summary>Decides which connection of a candidate may send, and knows when it came or went. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="connected">Whether a connection stands at the beginning; null if none has ever come.</param>
internal sealed class SendingConnection(TimeProvider time, bool? connected)
{
    // Join and Leave arrive from different connections at the same moment: all of this changes together or not at all.
    readonly Lock gate = new();
    string? sender;
    bool? stands = connected;
    long connectedSince;

    /// <summary>Whether the sender's connection stands; null if none has ever come.</summary>
    public bool? Stands
    {
        get
        {
            lock (gate)
                return stands;
        }
    }

    /// <summary>The monotonic time since which the sender's connection stands; 0 if none does.</summary>
    public long ConnectedSince
    {
        get
        {
            lock (gate)
                return stands == true ? connectedSince : 0;
        }
    }

    public bool Is(string connection)
    {
        lock (gate)
            return sender == connection;
    }

    /// <summary>Makes a connection the sender.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="takeOver">Whether it may replace another one that stands.</param>
    /// <returns>Whether that changed the sender, or brought it back.</returns>
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

    /// <summary>A connection ended. The one that ends may not be the sender any more, and then nothing changes.</summary>
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
