namespace Proctoring.Core.Sessions.Running;

/// <summary>Decides which connection of a candidate may send. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="connected">Whether there is a connection at the beginning; null if there has never been one.</param>
internal sealed class SendingConnection(TimeProvider time, bool? connected)
{
    // Join and Leave arrive from different connections at the same moment: all of this changes together or not at all.
    readonly Lock gate = new();
    CandidateConnection? sender;
    PageReading? reading;
    bool? stands = connected;

    /// <summary>Whether the sender is connected; null if there has never been a connection.</summary>
    public bool? Stands
    {
        get
        {
            lock (gate)
                return stands;
        }
    }

    /// <summary>The connection that sends; null if it is not connected.</summary>
    public string? Current
    {
        get
        {
            lock (gate)
                return stands == true ? sender?.Id : null;
        }
    }

    /// <summary>How far the server has come with what the sender sends; null if that is unknown.</summary>
    public PageReading? Reading
    {
        get
        {
            lock (gate)
                return stands == true ? reading : null;
        }
    }

    /// <summary>Records that a message of a connection arrived. Of a page on another server nothing else is known.</summary>
    public void Heard(string connection)
    {
        lock (gate)
        {
            if (sender is not { IsElsewhere: true } || sender.Id != connection)
                return;
            reading?.Arrived();
            reading?.Handled();
        }
    }

    public bool Is(string connection)
    {
        lock (gate)
            return sender?.Id == connection;
    }

    /// <summary>Makes a connection the sender. It replaces an earlier connection of its own page, and one of another page on request.
    /// A request that waited longer than a later one changes nothing: its connection may have ended since.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="takeOver">Whether it may replace the connection of another page.</param>
    /// <returns>Whether the sender changed or came back.</returns>
    public bool Join(CandidateConnection connection, bool takeOver)
    {
        lock (gate)
        {
            if (stands == true && (sender?.Id == connection.Id || !MayReplace(connection, takeOver)))
                return false;
            Set(connection);
            return true;
        }
    }

    /// <summary>Makes a connection that joined before the sender if the sender has left.</summary>
    /// <returns>Whether the sender changed or came back.</returns>
    public bool Return(CandidateConnection connection)
    {
        lock (gate)
        {
            if (stands == true)
                return false;
            Set(connection);
            return true;
        }
    }

    /// <summary>Records the end of a connection. If it is no longer the sender, nothing changes.</summary>
    /// <returns>Whether it was the sender.</returns>
    public bool Leave(string connection)
    {
        lock (gate)
        {
            if (sender?.Id != connection || stands != true)
                return false;
            stands = false;
            return true;
        }
    }

    bool MayReplace(CandidateConnection connection, bool takeOver)
    {
        if (connection.AskedAt < sender?.AskedAt)
            return false;
        return takeOver || (connection.PageId is { } page && page == sender?.PageId);
    }

    void Set(CandidateConnection connection)
    {
        (sender, stands) = (connection, true);
        reading = connection.IsElsewhere ? new PageReading(time, elsewhere: true) : connection.Reading;
    }
}
