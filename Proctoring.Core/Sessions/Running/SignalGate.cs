namespace Proctoring.Core.Sessions.Running;

/// <summary>Queues page signals: each once, and no more than a page can mean. Thread-safe.</summary>
internal sealed class SignalGate(TimeProvider time)
{
    /// <summary>How many ids are remembered to recognise a signal that is sent twice.</summary>
    const int Remembered = 512;

    readonly Queue<string> recent = new();

    // A page makes a handful a minute, and sends up to two hundred at once after it was cut off.
    readonly RateLimit limit = new(time, TimeSpan.FromMilliseconds(200), burst: 250);

    /// <summary>Queues a signal; true also for one that was queued before.</summary>
    public bool Take(PageSignal signal, FrameQueue queue)
    {
        lock (recent)
        {
            if (recent.Contains(signal.Id))
                return true;
            if (!limit.Allow() || !queue.Put(signal))
                return false;
            recent.Enqueue(signal.Id);
            if (recent.Count > Remembered)
                recent.Dequeue();
            return true;
        }
    }
}
