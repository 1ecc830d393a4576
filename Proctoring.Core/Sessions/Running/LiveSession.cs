using Proctoring.Core.Audio;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running.Sensors;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Running;

/// <summary>A running, proctored session in memory: what waits to be read, and what the readers remember between two frames.</summary>
internal sealed class LiveSession : IAsyncDisposable
{
    static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);

    /// <summary>How many ids of signals are remembered, to count one sent twice only once.</summary>
    const int RememberedSignals = 512;

    readonly Queue<string> recentSignals = new();
    readonly ITimer ticks;
    readonly FrameGate gate;
    readonly SoundGate soundGate = new();
    // A page makes a handful a minute, and brings up to two hundred at once after it was cut off.
    readonly RateLimit signalTurns = new(TimeSpan.FromMilliseconds(200), burst: 250);
    long numbers;
    long refused;
    volatile bool senderGone;

    public LiveSession(Guid id, VisionMemory memory, RuleEngine rules, FrameGate gate, SensorStates sensors, int nextChunk, TimeProvider time)
    {
        Id = id;
        Sensors = sensors;
        Memory = memory;
        Rules = rules;
        this.gate = gate;
        OpenedAt = time.GetUtcNow().UtcDateTime;
        Series = new SeriesBuffer(id, OpenedAt, nextChunk);
        ticks = time.CreateTimer(_ => Queue.PutTick(), null, TickEvery, TickEvery);
    }

    public Guid Id { get; }

    public DateTime OpenedAt { get; }

    public VisionMemory Memory { get; }

    public RuleEngine Rules { get; }

    public FrameQueue Queue { get; } = new();

    /// <summary>The observations that are not written down yet.</summary>
    public SeriesBuffer Series { get; }

    public OverloadWatch Overload { get; } = new();

    /// <summary>Whether camera, microphone, page and server deliver anything usable.</summary>
    public SensorStates Sensors { get; }

    /// <summary>The connection that may send; the last one to join.</summary>
    public string? Sender { get; private set; }

    /// <summary>Nobody sends: nobody came yet, or who did is gone.</summary>
    public bool Unowned => Sender is null || senderGone;

    /// <summary>How the page stood when it last said so.</summary>
    public BrowserState? Browser { get; set; }

    /// <summary>The camera that the page says it uses.</summary>
    public CameraMemory Camera { get; } = new();

    public VoiceMemory Voice { get; } = new();

    /// <summary>The last seconds of sound; null where the session's policy keeps none, and none is remembered.</summary>
    public AudioBuffer? Sound { get; init; }

    public MouthMemory Mouth { get; } = new();

    /// <summary>Whether the page's connection stands; null where none has been seen to come or go.</summary>
    public bool? Connected { get; set; }

    public WatchState State { get; set; }

    /// <summary>The newest frame that was read, for whoever watches; kept nowhere else, and gone with the session.</summary>
    public Frame? Picture { get; set; }

    /// <summary>The session's policy lets the page around the exam pause the watching.</summary>
    public bool HostMayPause { get; init; }

    /// <summary>The page around the exam paused monitoring.</summary>
    public bool IsPaused { get; private set; }

    public long FramesRead { get; set; }

    public long FramesRefused
    {
        get => Interlocked.Read(ref refused);
        init => refused = value;
    }

    /// <summary>The reading loop once it has begun, itself done once the queue is closed and read; a completed task where it never will begin.</summary>
    public TaskCompletionSource<Task> Reading { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Adds what holds between two messages of the page. Of a page that is cut off only that is known.</summary>
    /// <param name="observation">What was observed.</param>
    /// <param name="now">Now, UTC.</param>
    public Observation Complete(Observation observation, DateTime now)
    {
        var gaps = Sensors.Examine(now, Connected == false ? null : Browser);
        return Connected == false
            ? observation with { Connected = false, Gaps = gaps }
            : observation with { Browser = Browser, Camera = Camera.Current, Connected = Connected, Gaps = gaps };
    }

    /// <summary>Makes a connection the sender.</summary>
    /// <param name="sender">The connection.</param>
    /// <param name="takeOver">In place of another that sends; else only where none does.</param>
    public void Join(string sender, bool takeOver)
    {
        if (!takeOver && !Unowned)
            return;
        senderGone = false;
        Sender = sender;
        Queue.Put(new ConnectionChange(true));
    }

    /// <summary>A connection ended; of one that is not the sender nothing is made.</summary>
    public void Leave(string connection)
    {
        if (Sender != connection)
            return;
        senderGone = true;
        Queue.Put(new ConnectionChange(false));
    }

    /// <summary>Pauses monitoring; a pause that lasts already goes on unchanged.</summary>
    public void PauseWatching(DateTime at, string why)
    {
        Sensors.Paused(at, why);
        IsPaused = true;
    }

    /// <summary>Ends a pause; what did not arrive meanwhile is not missed.</summary>
    public void ResumeWatching(DateTime at)
    {
        if (!IsPaused)
            return;
        IsPaused = false;
        Sensors.Resumed(at);
    }

    /// <summary>Takes a piece of sound in, or says why not.</summary>
    public Refusal? Hear(byte[] pcm, DateTime at) =>
        IsPaused ? null : soundGate.Check(pcm, at) ?? (Queue.Put(new SoundPiece(pcm, at)) ? null : Refusal.TooOften);

    /// <summary>Takes a frame in, or says why not.</summary>
    public Refusal? Take(byte[] jpeg, DateTime at)
    {
        // Frames received during a pause are discarded.
        if (IsPaused)
            return null;
        if (gate.Check(jpeg, at, out var content) is { } refusal)
        {
            CountRefused();
            Sensors.FrameRefused();
            return refusal;
        }

        var frame = new Frame(content, at, Interlocked.Increment(ref numbers));
        Sensors.FrameQueued(frame);
        Queue.Put(frame);
        return null;
    }

    /// <summary>Counts a frame that was not read.</summary>
    public void CountRefused() => Interlocked.Increment(ref refused);

    /// <summary>Counts a frame that could not be decoded.</summary>
    public void CountUnreadable(PictureRefusal? reason)
    {
        CountRefused();
        gate.Refused(reason ?? PictureRefusal.Unreadable);
    }

    /// <summary>Takes a signal in; true also for one that had come before.</summary>
    public bool Take(PageSignal signal, DateTime at)
    {
        lock (recentSignals)
        {
            if (recentSignals.Contains(signal.Id))
                return true;
            if (!signalTurns.Pass(at) || !Queue.Put(signal))
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
        // Also where it is being taken up at this moment: whoever ends it waits until the loop has begun and ended.
        await (await Reading.Task.ConfigureAwait(false)).ConfigureAwait(false);
    }
}
