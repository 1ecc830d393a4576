using Proctoring.Core.Telemetry;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Running;

/// <summary>What the candidate's page and phone send: it is checked, counted and queued.</summary>
internal sealed partial class LiveSession
{
    readonly FrameGate gate;
    readonly SoundGate soundGate;
    long numbers;
    long refused;
    long late;
    long soundRefused;

    /// <summary>How many frames, sounds and signals were refused because the deadline had passed.</summary>
    public long Late => Interlocked.Read(ref late);

    /// <summary>How many pieces of sound this server refused for another reason than the deadline or the window.</summary>
    public long SoundRefused => Interlocked.Read(ref soundRefused);

    public long FramesRefused
    {
        get => Interlocked.Read(ref refused);
        init => refused = value;
    }

    /// <summary>Accepts a frame. Returns null, or the reason for refusing it. Every refusal is counted.</summary>
    public Refusal? TakeFrame(string connection, byte[]? jpeg)
    {
        if (closed || IsTooLate())
            return Refusal.NotRunning;
        // Frames that arrive during a pause are discarded.
        if (Sensors.IsPaused && Sender.Is(connection))
            return null;
        byte[] content = [];
        var refusal =
            !Sender.Is(connection) ? Refusal.OtherWindow
            : jpeg is null ? Refusal.Malformed
            : gate.Check(jpeg, out content);
        if (refusal is not null)
            CountRefused(ProctoringMetrics.Refused);
        if (refusal is not null and not Refusal.OtherWindow)
            Sensors.FrameRefused();
        if (refusal is not null)
            return refusal;
        var number = Interlocked.Increment(ref numbers);
        var frame = new Frame(content, Now, time.GetTimestamp(), number) { Receipt = ProctoringTraces.Received(Id, number) };
        Sensors.FrameQueued(frame);
        if (Queue.Put(frame) is { } replaced)
            Sensors.FrameReplaced(replaced);
        return null;
    }

    /// <summary>Accepts a piece of sound. Returns null, or the reason for refusing it, which is counted and a gap.</summary>
    public Refusal? TakeSound(string connection, byte[]? pcm)
    {
        if (closed || IsTooLate())
            return Refusal.NotRunning;
        if (!Sender.Is(connection))
            return Refusal.OtherWindow;
        if (Sensors.IsPaused)
            return null;
        if (pcm is null)
            return RefuseSound(Refusal.Malformed);
        if (soundGate.Check(pcm, () => Sensors.WaitOf(Now, Sender.Reading)) is { } refusal)
            return RefuseSound(refusal);
        var piece = new SoundPiece(pcm, Now);
        if (!Queue.Put(piece))
        {
            // The gate let it pass, so the server is late and the microphone works.
            Interlocked.Increment(ref soundRefused);
            Sensors.SoundHadNoPlace(Now);
            return Refusal.TooOften;
        }

        Sensors.SoundQueued(piece);
        return null;
    }

    Refusal RefuseSound(Refusal reason)
    {
        Interlocked.Increment(ref soundRefused);
        Sensors.SoundRefused(Now);
        return reason;
    }

    /// <summary>Accepts a picture of the screen. Returns null, or the reason for refusing it.</summary>
    public Refusal? TakeScreen(string connection, byte[]? jpeg)
    {
        if (closed || IsTooLate())
            return Refusal.NotRunning;
        if (!Sender.Is(connection))
            return Refusal.OtherWindow;
        if (Sensors.IsPaused)
            return null;
        if (jpeg is null)
            return Refusal.Malformed;
        return Screens is { } screens ? screens.Take(jpeg, Now) : Refusal.NotWanted;
    }

    /// <summary>Queues an analysed picture of the room, or one that shows nothing.</summary>
    public void TakeRoom(IRoomItem item)
    {
        if (!closed && TakesRoom && !IsOver && !Sensors.IsPaused)
            Queue.Put(item);
    }

    /// <summary>Accepts a signal. Returns null, or the reason for refusing it. Acts count from every window, the page's state only from the
    /// sender.</summary>
    public Refusal? TakeSignal(string connection, PageSignal signal)
    {
        if (closed || IsTooLate())
            return Refusal.NotRunning;
        var heard = Sender.Is(connection) ? signal : signal with { State = null, Camera = null };
        if (!Signals.Take(heard, Queue))
        {
            // The page reports, and the server is late.
            if (Queue.IsFull)
                Sensors.PageArrived(Now);
            return Refusal.TooOften;
        }

        Sensors.PageArrived(Now);
        return null;
    }

    /// <summary>Counts a frame that could not be decoded.</summary>
    public void CountUnreadable(Frame frame, PictureRefusal? reason)
    {
        CountRefused(ProctoringMetrics.Unreadable);
        Sensors.FrameDecided(frame, usable: false);
        gate.Refused(reason ?? PictureRefusal.Unreadable);
    }

    bool IsTooLate()
    {
        if (!IsOver)
            return false;
        Interlocked.Increment(ref late);
        return true;
    }

    void CountRefused(string reason)
    {
        Interlocked.Increment(ref refused);
        ProctoringMetrics.FrameDropped(reason);
    }
}
