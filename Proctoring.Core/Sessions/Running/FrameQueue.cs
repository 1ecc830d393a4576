using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Proctoring.Core.Telemetry;

namespace Proctoring.Core.Sessions.Running;

/// <summary>A frame on arrival.</summary>
/// <param name="Jpeg">The bytes from the browser.</param>
/// <param name="At">The time of arrival, UTC.</param>
/// <param name="Timestamp">The time of arrival, monotonic.</param>
/// <param name="Number">Its running number in the session, from 1.</param>
internal sealed record Frame(byte[] Jpeg, DateTime At, long Timestamp, long Number)
{
    /// <summary>The first span of its trace; null if it is not traced.</summary>
    public Activity? Receipt { get; init; }
}

/// <summary>The input of one session that waits for its reader: at most one frame, of which the newest wins, and a bounded queue of sound
/// and page signals, which refuses instead of dropping.</summary>
internal sealed class FrameQueue
{
    /// <summary>The number of signals that may wait; a page makes a handful a minute.</summary>
    const int Capacity = 256;

    /// <summary>The number of pieces of sound that may wait: about ten seconds, so that they leave room for signals.</summary>
    const int SoundCapacity = 20;

    // The frame and the tick have separate places: a full queue must never block them.
    readonly Channel<object> items = Channel.CreateBounded<object>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    readonly Channel<bool> wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );

    // A page joins hardly ever, and the number of its origins is limited.
    readonly ConcurrentQueue<JoinedPage> joined = new();

    Frame? newest;
    IRoomItem? room;
    long replaced;
    int tickWaits;
    int soundWaits;
    // Only the reader uses it.
    bool frameWasLast;

    /// <summary>The number of frames that newer ones replaced before they were read.</summary>
    public long Replaced => Interlocked.Read(ref replaced);

    /// <summary>The number of frames that wait: 0 or 1.</summary>
    public int FramesWaiting => Volatile.Read(ref newest) is null ? 0 : 1;

    /// <summary>Whether a picture of the room waits.</summary>
    public bool RoomWaits => Volatile.Read(ref room) is not null;

    /// <summary>The number of pieces of sound and signals that wait.</summary>
    public int InputsWaiting => items.Reader.Count;

    /// <summary>Whether no more sound or signals can wait.</summary>
    public bool IsFull => items.Reader.Count >= Capacity;

    /// <summary>Puts a frame in the only place. Returns the frame that it replaced; null if the place was free.</summary>
    public Frame? Put(Frame frame)
    {
        var older = Interlocked.Exchange(ref newest, frame);
        if (older is not null)
            CountReplaced(frame.At - older.At);
        wake.Writer.TryWrite(true);
        return older;
    }

    /// <summary>Returns an unread frame to its place, unless a newer one has arrived.</summary>
    public void PutBack(Frame frame)
    {
        if (Interlocked.CompareExchange(ref newest, frame, null) is { } newer)
            CountReplaced(newer.At - frame.At);
        wake.Writer.TryWrite(true);
    }

    /// <summary>Puts a picture of the room in its only place. The newest wins.</summary>
    public void Put(IRoomItem item)
    {
        Interlocked.Exchange(ref room, item);
        wake.Writer.TryWrite(true);
    }

    /// <summary>Queues that a page joined.</summary>
    public void Put(JoinedPage page)
    {
        joined.Enqueue(page);
        wake.Writer.TryWrite(true);
    }

    /// <summary>Queues a signal; false if the queue is full or closed.</summary>
    public bool Put(PageSignal signal) => PutItem(signal);

    /// <summary>Queues sound; false if enough sound is waiting, or the queue is full or closed.</summary>
    public bool Put(SoundPiece piece)
    {
        if (Interlocked.Increment(ref soundWaits) <= SoundCapacity && PutItem(piece))
            return true;
        Interlocked.Decrement(ref soundWaits);
        return false;
    }

    /// <summary>Reports that time has passed, or that the connection changed. One waiting tick is enough.</summary>
    public void PutTick()
    {
        Interlocked.Exchange(ref tickWaits, 1);
        wake.Writer.TryWrite(true);
    }

    /// <summary>Closes the queue; the waiting input is still read.</summary>
    public void Close()
    {
        items.Writer.TryComplete();
        wake.Writer.TryComplete();
    }

    /// <summary>The waiting input in turn: a <see cref="JoinedPage"/>, <see cref="SoundPiece"/>, <see cref="PageSignal"/>, <see
    /// cref="Frame"/>, <see cref="IRoomItem"/> or <see cref="Tick"/>.</summary>
    public async IAsyncEnumerable<object> ReadAsync()
    {
        bool open;
        do
        {
            open = await wake.Reader.WaitToReadAsync().ConfigureAwait(false);
            wake.Reader.TryRead(out _);
            while (Next() is { } item)
                yield return item;
        } while (open);
    }

    void CountReplaced(TimeSpan age)
    {
        Interlocked.Increment(ref replaced);
        ProctoringMetrics.FrameReplaced(age);
    }

    bool PutItem(object item)
    {
        var taken = items.Writer.TryWrite(item);
        wake.Writer.TryWrite(true);
        return taken;
    }

    object? Next()
    {
        if (joined.TryDequeue(out var page))
            return page;
        if (items.Reader.TryRead(out var item))
        {
            if (item is SoundPiece)
                Interlocked.Decrement(ref soundWaits);
            return item;
        }

        // On a busy server a frame always waits, so the room has its turn after each.
        if (frameWasLast && TakeRoom() is { } betweenFrames)
            return betweenFrames;
        if (Interlocked.Exchange(ref newest, null) is { } frame)
        {
            frameWasLast = true;
            return frame;
        }

        if (TakeRoom() is { } ofRoom)
            return ofRoom;
        return Interlocked.Exchange(ref tickWaits, 0) == 1 ? Tick.Mark : null;
    }

    IRoomItem? TakeRoom()
    {
        var item = Interlocked.Exchange(ref room, null);
        if (item is not null)
            frameWasLast = false;
        return item;
    }

    /// <summary>Time has passed, or the connection changed.</summary>
    public sealed class Tick
    {
        public static Tick Mark { get; } = new();
    }
}
