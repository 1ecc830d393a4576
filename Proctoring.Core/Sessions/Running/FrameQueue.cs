using System.Threading.Channels;

namespace Proctoring.Core.Sessions.Running;

/// <summary>A frame as it came in.</summary>
/// <param name="Jpeg">The bytes as the browser encoded them.</param>
/// <param name="At">When it came, UTC.</param>
/// <param name="Number">Its running number in the session, from 1.</param>
internal sealed record Frame(byte[] Jpeg, DateTime At, long Number);

/// <summary>
/// What waits for the reader of one session: at most one frame, of which the newest wins, and a bounded row of sound, page signals and ticks,
/// of which none is lost silently.
/// </summary>
internal sealed class FrameQueue
{
    /// <summary>Signals that may wait; a page makes a handful a minute.</summary>
    const int Places = 256;

    /// <summary>Pieces of sound that may wait: some ten seconds, so that they leave room for signals.</summary>
    const int SoundPlaces = 20;

    // Frame and tick have places of their own: a full row must never keep the reader from them.
    readonly Channel<object> row = Channel.CreateBounded<object>(new BoundedChannelOptions(Places) { SingleReader = true });
    readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    Frame? newest;
    long replaced;
    int tickWaits;
    int soundWaits;

    /// <summary>How many frames were replaced by newer ones before anyone read them.</summary>
    public long Replaced => Interlocked.Read(ref replaced);

    /// <summary>Puts a frame in the one place there is.</summary>
    public void Put(Frame frame)
    {
        if (Interlocked.Exchange(ref newest, frame) is not null)
            Interlocked.Increment(ref replaced);
        wake.Writer.TryWrite(true);
    }

    /// <summary>Puts a frame back that could not be read yet, unless a newer one has arrived.</summary>
    public void PutBack(Frame frame)
    {
        if (Interlocked.CompareExchange(ref newest, frame, null) is not null)
            Interlocked.Increment(ref replaced);
        wake.Writer.TryWrite(true);
    }

    /// <summary>Puts a signal at the end of the row; false where the row is full or closed.</summary>
    public bool Put(PageSignal signal) => PutInRow(signal);

    /// <summary>Puts a change of the connection at the end of the row; false where the row is full or closed.</summary>
    public bool Put(ConnectionChange change) => PutInRow(change);

    /// <summary>Puts sound at the end of the row; false where enough of it waits already, or the row is full or closed.</summary>
    public bool Put(SoundPiece piece)
    {
        if (Interlocked.Increment(ref soundWaits) <= SoundPlaces && PutInRow(piece))
            return true;
        Interlocked.Decrement(ref soundWaits);
        return false;
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

    /// <summary>What waits, in turn: a <see cref="Frame"/>, <see cref="SoundPiece"/>, <see cref="PageSignal"/>, <see cref="ConnectionChange"/> or <see cref="Tick"/>.</summary>
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

    bool PutInRow(object item)
    {
        var taken = row.Writer.TryWrite(item);
        wake.Writer.TryWrite(true);
        return taken;
    }

    object? Next()
    {
        if (row.Reader.TryRead(out var item))
        {
            if (item is SoundPiece)
                Interlocked.Decrement(ref soundWaits);
            return item;
        }

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
