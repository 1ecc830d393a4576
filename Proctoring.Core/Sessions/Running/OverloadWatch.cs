using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Notices when the server reads a session's frames too late, or too few of them, for the session to count as watched.</summary>
internal sealed class OverloadWatch
{
    /// <summary>A frame that was read this long after it came was not watched when it mattered.</summary>
    static readonly TimeSpan Latest = TimeSpan.FromSeconds(4);

    /// <summary>The stretch over which read and unread frames are compared; networks bunch frames for a moment, a busy server for longer.</summary>
    static readonly TimeSpan Stretch = TimeSpan.FromSeconds(10);

    /// <summary>Fewer unread frames are chance.</summary>
    const int FewestUnread = 5;

    readonly Queue<(DateTime At, long Replaced)> reads = new();

    /// <summary>Takes in that a frame was read.</summary>
    /// <param name="frameAt">When it came, UTC.</param>
    /// <param name="now">When it was read, UTC.</param>
    /// <param name="replaced">How many frames of the session were replaced unread so far.</param>
    /// <param name="sparse">Whether the server has asked for so few frames that much can pass between two.</param>
    /// <returns>The time that was not watched; null where all is well.</returns>
    public UnwatchedSpan? Look(DateTime frameAt, DateTime now, long replaced, bool sparse = false)
    {
        reads.Enqueue((frameAt, replaced));
        while (frameAt - reads.Peek().At > Stretch && reads.Count > 2)
            reads.Dequeue();
        var first = reads.Peek();
        var unread = replaced - first.Replaced;
        // Of the frames since the first read, more were lost than looked at.
        if (unread >= FewestUnread && unread > reads.Count - 1)
            return new UnwatchedSpan(first.At, "the server was over its limit");
        return sparse || now - frameAt > Latest ? new UnwatchedSpan(frameAt, "the server was over its limit") : null;
    }
}
