using System.Threading.Channels;

namespace Proctoring.Core.Sessions;

/// <summary>A frame as it came in.</summary>
/// <param name="Jpeg">The bytes as the browser encoded them.</param>
/// <param name="At">When it came, UTC.</param>
/// <param name="Number">Its running number in the sitting, from 1.</param>
internal sealed record Frame(byte[] Jpeg, DateTime At, long Number);

/// <summary>
/// What waits for the reader of one sitting: at most one frame, of which the newest wins, and a bounded row of page signals and ticks,
/// of which none is lost silently.
/// </summary>
internal sealed class FrameQueue
{
    /// <summary>Signals that may wait; a page makes a handful a minute.</summary>
    const int Places = 256;

    // Frame and tick have places of their own: a full row of signals must never keep the reader from them.
    readonly Channel<PageSignal> row = Channel.CreateBounded<PageSignal>(new BoundedChannelOptions(Places) { SingleReader = true });
    readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    Frame? newest;
    long replaced;
    int tickWaits;

    /// <summary>How many frames were replaced by newer ones before anyone read them.</summary>
    public long Replaced => Interlocked.Read(ref replaced);

    /// <summary>Puts a frame in the one place there is.</summary>
    public void Put(Frame frame)
    {
        if (Interlocked.Exchange(ref newest, frame) is not null)
            Interlocked.Increment(ref replaced);
        wake.Writer.TryWrite(true);
    }

    /// <summary>Puts a signal at the end of the row; false where the row is full or closed.</summary>
    public bool Put(PageSignal signal)
    {
        var taken = row.Writer.TryWrite(signal);
        wake.Writer.TryWrite(true);
        return taken;
    }

    /// <summary>Says that time has passed; one tick at a time is enough.</summary>
    public void PutTick()
    {
        Interlocked.Exchange(ref tickWaits, 1);
        wake.Writer.TryWrite(true);
    }

    /// <summary>Nothing more comes; what waits is still read.</summary>
    public void Close()
    {
        row.Writer.TryComplete();
        wake.Writer.TryComplete();
    }

    /// <summary>What waits, in turn: a <see cref="Frame"/>, a <see cref="PageSignal"/> or a <see cref="Tick"/>.</summary>
    public async IAsyncEnumerable<object> ReadAsync()
    {
        bool open;
        do
        {
            open = await wake.Reader.WaitToReadAsync().ConfigureAwait(false);
            wake.Reader.TryRead(out _);
            while (Next() is { } item)
                yield return item;
        }
        while (open);
    }

    object? Next()
    {
        if (row.Reader.TryRead(out var signal))
            return signal;
        if (Interlocked.Exchange(ref newest, null) is { } frame)
            return frame;
        return Interlocked.Exchange(ref tickWaits, 0) == 1 ? Tick.Mark : null;
    }

    /// <summary>Time has passed.</summary>
    public sealed class Tick
    {
        public static Tick Mark { get; } = new();
    }
}
