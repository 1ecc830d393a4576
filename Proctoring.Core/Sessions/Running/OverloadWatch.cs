namespace Proctoring.Core.Sessions.Running;

/// <summary>Detects that the server reads a session's frames too late, or too few of them, for the session to count as monitored.</summary>
internal sealed class OverloadWatch
{
    /// <summary>A frame that is read this long after its arrival does not count as monitored in time.</summary>
    public static readonly TimeSpan Latest = TimeSpan.FromSeconds(4);

    /// <summary>The time over which read and unread frames are compared: networks delay frames for a moment, a busy server for
    /// longer.</summary>
    static readonly TimeSpan Stretch = TimeSpan.FromSeconds(10);

    /// <summary>Fewer unread frames are chance.</summary>
    const int FewestUnread = 5;

    readonly Queue<(DateTime At, long Replaced)> reads = new();
    DateTime? sparseSince;
    long held;

    /// <summary>Records that frames were replaced while the server held the session's frames back on purpose. That is short and no
    /// overload: the frame that waits is still read in time, or is late by its age.</summary>
    public void Held(long frames) => held += frames;

    /// <summary>Records that a frame was read.</summary>
    /// <param name="frameAt">The time of its arrival, UTC.</param>
    /// <param name="now">The time of reading, UTC.</param>
    /// <param name="replaced">The number of the session's frames that were replaced unread so far.</param>
    /// <param name="sparse">Whether the server requests so few frames that an event fits between two.</param>
    /// <returns>The time since which the session has not been monitored; null if it is.</returns>
    public DateTime? Look(DateTime frameAt, DateTime now, long replaced, bool sparse = false)
    {
        replaced -= held;
        reads.Enqueue((frameAt, replaced));
        while (frameAt - reads.Peek().At > Stretch && reads.Count > 2)
            reads.Dequeue();
        sparseSince = sparse ? sparseSince ?? frameAt : null;
        var first = reads.Peek();
        var unread = replaced - first.Replaced;
        // Since the first of these frames, more were lost than read.
        if (unread >= FewestUnread && unread > reads.Count - 1)
            return first.At;
        // When many exams start at once, the server requests fewer frames for some seconds. That is a gap only if it lasts.
        if (sparseSince is { } since && frameAt - since >= Stretch)
            return since;
        return now - frameAt > Latest ? frameAt : null;
    }
}
