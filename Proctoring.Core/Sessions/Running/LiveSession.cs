using Proctoring.Core.Audio;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running.Sensors;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;

namespace Proctoring.Core.Sessions.Running;

/// <summary>A running, proctored session in memory: the limits of its candidate, and the reader's memory between two frames.</summary>
internal sealed partial class LiveSession : IAsyncDisposable
{
    static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);

    readonly TimeProvider time;
    readonly ITimer ticks;
    readonly CancellationTokenSource leaving = new();
    volatile bool closed;

    public LiveSession(
        Guid id,
        VisionMemory memory,
        RuleEngine rules,
        FrameGate gate,
        SessionJournal journal,
        SensorStates sensors,
        int nextChunk,
        TimeProvider time,
        bool? connected = null
    )
    {
        (Id, Memory, Rules, Sensors, this.time) = (id, memory, rules, sensors, time);
        (this.gate, soundGate) = (gate, new SoundGate(time));
        Leaving = leaving.Token;
        OpenedAt = sensors.OpenedAt;
        Epoch = journal.Epoch;
        Sender = new SendingConnection(time, connected);
        Signals = new SignalInbox(time);
        Series = new SeriesBuffer(id, OpenedAt, nextChunk);
        Record = new MomentRecord(journal, Series, time);
        journal.SignalsStored = Signals.Confirm;
        journal.ClockRead = Take;
        ticks = time.CreateTimer(_ => Queue.PutTick(), null, TickEvery, TickEvery);
    }

    DateTime Now => time.GetUtcNow().UtcDateTime;

    public Guid Id { get; }

    public DateTime OpenedAt { get; }

    /// <summary>The epoch under which this server monitors the session.</summary>
    public long Epoch { get; }

    /// <summary>Whether the session stops here but is not over.</summary>
    public bool GoesOn { get; set; }

    /// <summary>Cancelled when the session stops here to go on elsewhere. Then its last frame waits for no inference slot.</summary>
    public CancellationToken Leaving { get; }

    /// <summary>Whether it was monitored before, by this or another server. A page must then join again, because signals that it sent may
    /// be lost.</summary>
    public bool Reopened { get; init; }

    public VisionMemory Memory { get; }

    public RuleEngine Rules { get; }

    public FrameQueue Queue { get; } = new();

    /// <summary>The observations that are not queued for storage yet.</summary>
    public SeriesBuffer Series { get; }

    /// <summary>The effects of the moment that is being read.</summary>
    public MomentRecord Record { get; }

    public SignalInbox Signals { get; }

    /// <summary>The devices and browsers that the session's pages came from.</summary>
    public PageOrigins Origins { get; } = new();

    public OverloadWatch Overload { get; } = new();

    public GapCounter Gaps { get; } = new();

    /// <summary>The state of camera, microphone, page and server.</summary>
    public SensorStates Sensors { get; }

    /// <summary>The connection that may send.</summary>
    public SendingConnection Sender { get; }

    /// <summary>The page's state as it last reported it; null if it has not reported since it connected, or since a pause.</summary>
    public BrowserState? Browser { get; set; }

    /// <summary>The camera in use, as the page reports it.</summary>
    public CameraMemory Camera { get; } = new();

    public VoiceMemory Voice { get; } = new();

    /// <summary>The last seconds of sound; null if the session's policy stores none, and then none is buffered.</summary>
    public AudioBuffer? Sound { get; init; }

    /// <summary>The last seconds of frames; null if no strips are stored, and then none are buffered.</summary>
    public StripBuffer? Strips { get; init; }

    /// <summary>Takes the pictures of the screen; null if the session asks for none.</summary>
    public ScreenReceiver? Screens { get; init; }

    /// <summary>The result of the last request to turn the head; null if there was none, or if it could not be judged.</summary>
    public bool? TurnedWhenAsked { get; set; }

    /// <summary>The requests to turn the head during the exam; null if the session has none.</summary>
    public TurnRequests? Turns { get; init; }

    /// <summary>Stores pictures of the room at flags; null if flags get none, or the session uses no room camera.</summary>
    public RoomPictures? RoomPictures { get; init; }

    /// <summary>Whether a phone may send pictures of the room.</summary>
    public bool TakesRoom { get; init; }

    /// <summary>Whether flags get pictures.</summary>
    public bool KeepsPictures { get; init; } = true;

    public MouthMemory Mouth { get; } = new();

    public WatchState State { get; set; }

    /// <summary>The newest analysed frame, for staff who watch live. It is not stored.</summary>
    public Frame? Picture { get; private set; }

    /// <summary>Whether the session's policy lets the host page pause monitoring.</summary>
    public bool HostMayPause { get; init; }

    public long FramesRead { get; set; }

    /// <summary>The reading loop; it completes once the queue is closed and read.</summary>
    public Task Reading { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the reading loop.</summary>
    public void Start(SessionPipeline pipeline) => Reading = Task.Run(() => pipeline.RunAsync(this));

    /// <summary>The state of the session at this moment.</summary>
    public LiveLook Look() => new(State, Sender.Stands, Picture?.Number, HostMayPause);

    /// <summary>Adds the facts that hold between two messages of the page, and the sensors that deliver nothing. Nothing is known about a
    /// disconnected page.</summary>
    public Observation Complete(Observation observation)
    {
        // Only the liveness model's result needs it.
        if (TurnedWhenAsked is not null && observation.Head is { Liveness: not null } head)
            observation = observation with { Head = head with { TurnedWhenAsked = TurnedWhenAsked } };
        var connected = Sender.Stands;
        var gaps = Sensors.Examine(LatestTime, connected == false ? null : Browser, Sender.Reading);
        return connected == false
            ? observation with
            {
                Connected = false,
                Gaps = gaps,
            }
            : observation with
            {
                Browser = Browser,
                Camera = Camera.Current,
                Connected = connected,
                Gaps = gaps,
            };
    }

    /// <summary>Returns whether a signal has any news for the session. A heartbeat has none.</summary>
    public bool IsNews(PageSignal signal) =>
        signal.Act is not null
        || (signal.State is not null && signal.State != Browser)
        || (signal.Camera is { } camera && camera.Label != Camera.Current?.Label);

    /// <summary>Records that a frame was decoded.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="modelsLooked">Whether the models could read it.</param>
    public void Analyzed(Frame frame, bool modelsLooked)
    {
        Picture = frame;
        Sensors.FrameDecided(frame, usable: true);
        Sensors.ModelsLooked(frame.At, modelsLooked);
    }

    /// <summary>Records that a queued frame or piece of sound will not be read: in a pause, or because of a fault of the server.</summary>
    public void Skipped(object item)
    {
        if (item is Frame frame)
            Sensors.FrameSkipped(frame);
        if (item is SoundPiece piece)
            Sensors.SoundSkipped(piece);
    }

    public async ValueTask DisposeAsync()
    {
        closed = true;
        await ticks.DisposeAsync().ConfigureAwait(false);
        if (GoesOn)
            await leaving.CancelAsync().ConfigureAwait(false);
        Queue.Close();
        await Reading.ConfigureAwait(false);
        if (Screens is { } screens)
            await screens.DisposeAsync().ConfigureAwait(false);
        leaving.Dispose();
    }
}
