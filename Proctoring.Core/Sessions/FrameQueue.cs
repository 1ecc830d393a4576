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

    readonly Channel<object> row = Channel.CreateBounded<object>(new BoundedChannelOptions(Places) { SingleReader = true });
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
        // A row full of signals has no place for the mark; then the place is freed, or no frame would ever be marked again.
        else if (!row.Writer.TryWrite(FrameWaits.Mark) && Interlocked.Exchange(ref newest, null) is not null)
            Interlocked.Increment(ref replaced);
    }

    /// <summary>Puts a signal at the end of the row; false where the row is full or closed.</summary>
    public bool Put(PageSignal signal) => row.Writer.TryWrite(signal);

    /// <summary>Says that time has passed; one tick at a time is enough.</summary>
    public void PutTick()
    {
        if (Interlocked.Exchange(ref tickWaits, 1) == 0)
            if (!row.Writer.TryWrite(Tick.Mark))
                Interlocked.Exchange(ref tickWaits, 0);
    }

    /// <summary>Nothing more comes; what waits is still read.</summary>
    public void Close() => row.Writer.TryComplete();

    /// <summary>What waits, in turn: a <see cref="Frame"/>, a <see cref="PageSignal"/> or a <see cref="Tick"/>.</summary>
    public async IAsyncEnumerable<object> ReadAsync()
    {
        await foreach (var item in row.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            switch (item)
            {
                case FrameWaits:
                    if (Interlocked.Exchange(ref newest, null) is { } frame)
                        yield return frame;
                    break;
                case Tick:
                    Interlocked.Exchange(ref tickWaits, 0);
                    yield return item;
                    break;
                default:
                    yield return item;
                    break;
            }
        }
    }

    /// <summary>Time has passed.</summary>
    public sealed class Tick
    {
        public static Tick Mark { get; } = new();
    }

    sealed class FrameWaits
    {
        public static FrameWaits Mark { get; } = new();
    }
}
