using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Vision;

namespace Proctoring.Core.Sessions;

/// <summary>A running, proctored sitting in memory: what waits to be read, and what the readers remember between two frames.</summary>
internal sealed class LiveSession : IAsyncDisposable
{
    static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);

    /// <summary>How many ids of signals are remembered, to count one sent twice only once.</summary>
    const int RememberedSignals = 512;

    readonly Queue<string> recentSignals = new();
    readonly ITimer ticks;
    readonly FrameGate gate;
    long numbers;
    long refused;

    public LiveSession(Guid id, SittingMemory memory, RuleEngine rules, FrameGate gate, TimeProvider time)
    {
        Id = id;
        Memory = memory;
        Rules = rules;
        this.gate = gate;
        OpenedAt = time.GetUtcNow().UtcDateTime;
        ticks = time.CreateTimer(_ => Queue.PutTick(), null, TickEvery, TickEvery);
    }

    public Guid Id { get; }

    public DateTime OpenedAt { get; }

    public SittingMemory Memory { get; }

    public RuleEngine Rules { get; }

    public FrameQueue Queue { get; } = new();

    /// <summary>The connection that may send; the last one to join.</summary>
    public string? Sender { get; set; }

    /// <summary>How the page stood when it last said so.</summary>
    public BrowserState? Browser { get; set; }

    public DateTime? LastFrameAt { get; set; }

    public WatchState State { get; set; }

    public long FramesRead { get; set; }

    public long FramesRefused => Interlocked.Read(ref refused);

    /// <summary>The reading loop; done once the queue is closed and read.</summary>
    public Task Reading { get; set; } = Task.CompletedTask;

    /// <summary>Takes a frame in, or says why not.</summary>
    public Refusal? Take(byte[] jpeg, DateTime at)
    {
        if (gate.Check(jpeg, at) is { } refusal)
        {
            CountRefused();
            return refusal;
        }

        Queue.Put(new Frame(jpeg, at, Interlocked.Increment(ref numbers)));
        return null;
    }

    /// <summary>Counts a frame that was not read.</summary>
    public void CountRefused() => Interlocked.Increment(ref refused);

    /// <summary>Takes a signal in; true also for one that had come before.</summary>
    public bool Take(PageSignal signal)
    {
        lock (recentSignals)
        {
            if (recentSignals.Contains(signal.Id))
                return true;
            if (!Queue.Put(signal))
                return false;
            recentSignals.Enqueue(signal.Id);
            if (recentSignals.Count > RememberedSignals)
                recentSignals.Dequeue();
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ticks.DisposeAsync().ConfigureAwait(false);
        Queue.Close();
        await Reading.ConfigureAwait(false);
    }
}
