namespace Proctoring.Core.Sessions.Running.Sensors;

/// <summary>Knows whether input of one kind waits or arrives.</summary>
internal sealed class InputActivity
{
    DateTime queued;
    DateTime read;
    DateTime? idleSince;

    /// <summary>Since when something has waited and nothing was read, UTC; null if nothing waits.</summary>
    public DateTime? WaitingSince { get; private set; }

    /// <summary>Records that input waits. It may have been read already.</summary>
    public void Queued(DateTime at)
    {
        (queued, idleSince) = (at, null);
        if (at > read)
            WaitingSince ??= at;
    }

    /// <summary>Records that the input that arrived then was read, or will not be read.</summary>
    public void Read(DateTime at)
    {
        (read, idleSince) = (at, null);
        WaitingSince = queued > at ? queued : null;
    }

    /// <summary>Returns whether nothing has waited, arrived or been read for this long.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="from">The time.</param>
    public bool IsIdle(DateTime at, TimeSpan from)
    {
        idleSince = queued > read ? null : idleSince ?? at;
        return at - idleSince >= from;
    }
}
