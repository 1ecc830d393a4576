namespace Proctoring.Core.Sessions.Running;

/// <summary>Notices when the server reads a session's frames too late, or too few of them, for the session to count as watched.</summary>
internal sealed class OverloadWatch
{
    /// <summary>A frame that is read this long after its arrival was not watched when it mattered.</summary>
    public static readonly TimeSpan Latest = TimeSpan.FromSeconds(4);

    /// <summary>The stretch over which read and unread frames are compared: networks bunch frames for a moment, a busy server for
    /// longer.</summary>
    static readonly TimeSpan Stretch = TimeSpan.FromSeconds(10);

    /// <summary>Fewer unread frames are chance.</summary>
    const int FewestUnread = 5;

    readonly Queue<(DateTime At, long Replaced)> reads = new();
    DateTime? sparseSince;

    /// <summary>Takes in that a frame was read.</summary>
    /// <param name="frameAt">When it arrived, UTC.</param>
    /// <param name="now">When it was read, UTC.</param>
    /// <param name="replaced">How many frames of the session were replaced unread so far.</param>
    /// <param name="sparse">The server asks for so few frames that much can pass between two.</param>
    /// <returns>Since when the session has not been watched; null if it is.</returns>
    public DateTime? Look(DateTime frameAt, DateTime now, long replaced, bool sparse = false)
    {
        reads.Enqueue((frameAt, replaced));
        while (frameAt - reads.Peek().At > Stretch && reads.Count > 2)
            reads.Dequeue();
        sparseSince = sparse ? sparseSince ?? frameAt : null;
        var first = reads.Peek();
        var unread = replaced - first.Replaced;
        // Of the frames since the first read, more were lost than looked at.
        if (unread >= FewestUnread && unread > reads.Count - 1)
            return first.At;
        // When many exams start at once, the server asks for fewer frames for some seconds. That is no gap until it lasts.
        if (sparseSince is { } since && frameAt - since >= Stretch)
            return since;
        return now - frameAt > Latest ? frameAt : null;
    }
}
