using System.IO.Pipelines;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Web.Hubs;

/// <summary>
/// The state of one connection to the candidates' hub before it has joined a session. Until then it may have 4 KB of unread data and ten
/// seconds, because no caller has proved anything yet and a stranger's connection must cost little.
/// </summary>
internal sealed class JoinGate : IDisposable
{
    /// <summary>The most bytes that a connection may have sent without being read. A call of Join has about 200.</summary>
    public const int MostBytes = 4096;

    /// <summary>How long a connection may take to join. On a slow line, its handshake and its call of Join each wait behind a picture that
    /// is on its way.</summary>
    public static readonly TimeSpan JoinWithin = TimeSpan.FromSeconds(10);

    /// <summary>What the hub may take to begin a call of Join that had arrived in time and was read late.</summary>
    static readonly TimeSpan LastCall = TimeSpan.FromSeconds(1);

    readonly Lock door = new();
    readonly PipeReader input;
    readonly TimeProvider time;
    readonly long openedAt;
    readonly ITimer timer;
    bool joining;
    bool expired;
    bool lastRead;
    bool cancelled;

    public JoinGate(PipeReader input, TimeProvider time)
    {
        (this.input, this.time) = (input, time);
        Reading = new PageReading(time);
        openedAt = time.GetTimestamp();
        timer = time.CreateTimer(_ => Expire(), null, JoinWithin, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How far the hub has come with the connection's messages.</summary>
    public PageReading Reading { get; }

    /// <summary>Whether the connection has joined a session, which lifts the limits.</summary>
    public bool Joined { get; private set; }

    /// <summary>Why the connection ends; null while it may stay.</summary>
    public string? Ended { get; private set; }

    /// <summary>A call of Join has begun. The time that the server takes to answer does not count against the connection.</summary>
    public void BeginJoin()
    {
        lock (door)
            joining = true;
    }

    /// <summary>A call of Join has ended.</summary>
    public void EndJoin(bool joined)
    {
        lock (door)
        {
            (joining, Joined) = (false, Joined || joined);
            if (Joined)
                timer.Dispose();
            else
                timer.Change(Left, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Whether the connection may be read further with so much unread data.</summary>
    public bool Admits(long unread)
    {
        lock (door)
        {
            if (!Joined && Ended is null)
                Ended =
                    unread > MostBytes ? "it sent more than 4 KB before it joined a session"
                    : expired && !IsLateRead(unread) ? NotJoined
                    : null;
            return Ended is null;
        }
    }

    /// <summary>Whether this gate interrupted a read since the last call. Such an interruption is not the hub's own.</summary>
    public bool TakeCancellation()
    {
        lock (door)
            return (cancelled, cancelled = false).Item1;
    }

    public void Dispose() => timer.Dispose();

    const string NotJoined = "it did not join a session within 10 seconds";

    TimeSpan Left => JoinWithin - time.GetElapsedTime(openedAt) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>A server that stalled reads a call of Join late although it came in time. What waits is read once more.</summary>
    bool IsLateRead(long unread)
    {
        if (unread == 0 || lastRead)
            return false;
        lastRead = true;
        timer.Change(LastCall, Timeout.InfiniteTimeSpan);
        return true;
    }

    void Expire()
    {
        lock (door)
        {
            if (Joined || joining)
                return;
            (expired, cancelled) = (true, true);
        }

        // The hub reads what waits, or says goodbye and closes the connection.
        input.CancelPendingRead();
    }
}

/// <summary>Reads the data of a connection as long as its <see cref="JoinGate"/> admits it, and then reports the end. It also records how
/// far the hub has come.</summary>
internal sealed class GatedReader(PipeReader inner, JoinGate gate) : PipeReader
{
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        // The hub reads on after it has begun the calls that it read before.
        gate.Reading.Handled();
        return Admitted(await inner.ReadAsync(cancellationToken));
    }

    public override bool TryRead(out ReadResult result)
    {
        gate.Reading.Handled();
        if (!inner.TryRead(out result))
            return false;
        result = Admitted(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <summary>An end, not an exception: the hub would log every stranger's exception with its stack.</summary>
    ReadResult Admitted(ReadResult result)
    {
        gate.Reading.Arrived();
        var cancelled = result.IsCanceled && !gate.TakeCancellation();
        return gate.Admits(result.Buffer.Length)
            ? new ReadResult(result.Buffer, cancelled, result.IsCompleted)
            : new ReadResult(result.Buffer.Slice(result.Buffer.End), isCanceled: false, isCompleted: true);
    }
}
