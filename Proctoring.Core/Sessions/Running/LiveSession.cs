using System.Collections.Concurrent;
using Proctoring.Core.Audio;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running.Sensors;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Telemetry;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Running;

/// <summary>A running, proctored session in memory: the limits of its candidate, and the reader's memory between two frames.</summary>
internal sealed class LiveSession : IAsyncDisposable
{
    static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);

    readonly TimeProvider time;
    readonly ITimer ticks;
    readonly FrameGate gate;
    readonly SoundGate soundGate;

    /// <summary>The server of each connection that joined this object.</summary>
    readonly ConcurrentDictionary<string, string?> joined = new(StringComparer.Ordinal);

    /// <summary>The connections that ended. A frame of one of them can arrive late, and must not bring it back.</summary>
    readonly ConcurrentDictionary<string, bool> left = new(StringComparer.Ordinal);

    // A refresh and the journal read the clock at the same time.
    readonly Lock clock = new();
    int clockChanges;
    long numbers;
    long refused;
    long late;
    long soundRefused;
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

    /// <summary>The deadline, UTC. What arrives later is refused, and nothing later is recorded.</summary>
    public DateTime EndsAt { get; set; } = DateTime.MaxValue;

    /// <summary>The time, or the deadline if it has passed.</summary>
    public DateTime LatestTime => Now is var now && now < EndsAt ? now : EndsAt;

    /// <summary>How many frames, sounds and signals were refused because the deadline had passed.</summary>
    public long Late => Interlocked.Read(ref late);

    /// <summary>How many pieces of sound this server refused for another reason than the deadline or the window.</summary>
    public long SoundRefused => Interlocked.Read(ref soundRefused);

    /// <summary>Whether the session stops here but is not over.</summary>
    public bool GoesOn { get; set; }

    /// <summary>Whether it was monitored before, by this or another server. A page must then join again, because signals that it sent may
    /// be lost.</summary>
    public bool Reopened { get; init; }

    /// <summary>Whether the deadline has passed.</summary>
    public bool IsOver => Now > EndsAt;

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

    /// <summary>Since when the candidate's connection is lost, UTC; null while it is not, and before the first.</summary>
    public DateTime? LostSince { get; set; }

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

    public long FramesRefused
    {
        get => Interlocked.Read(ref refused);
        init => refused = value;
    }

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
        var gaps = Sensors.Examine(LatestTime, connected == false ? null : Browser);
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

    /// <summary>Makes a connection the sender.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="takeOver">Whether it may replace another connection.</param>
    /// <returns>The number up to which the page's signals are stored.</returns>
    public int Join(CandidateConnection connection, bool takeOver)
    {
        left.TryRemove(connection.Id, out _);
        joined[connection.Id] = connection.Server;
        if (Sender.Join(connection.Id, takeOver))
            ConnectionCame();
        if (Origins.Join(connection, Now) is { } page)
            Queue.Put(page);
        return Signals.Join(connection);
    }

    /// <summary>Joins a connection that has not joined this object, and lets one that has take the place of a sender that left.</summary>
    /// <returns>False if the page must join first.</returns>
    public bool Enter(CandidateConnection connection)
    {
        if (joined.ContainsKey(connection.Id))
        {
            Signals.Heard(connection);
            if (Sender.Join(connection.Id, takeOver: false))
                ConnectionCame();
            return true;
        }

        // The page would not send again what an earlier run of the session accepted and did not store.
        if (Reopened || left.ContainsKey(connection.Id))
            return false;
        Join(connection, takeOver: false);
        return true;
    }

    /// <summary>Records the end of all connections to a server that has gone.</summary>
    public void LeaveServer(string server)
    {
        foreach (var (connection, _) in joined.Where(entry => entry.Value == server))
            Leave(connection);
    }

    void ConnectionCame()
    {
        LostSince = null;
        // Its last report is from before the disconnection, or from another window.
        Browser = null;
        Sensors.ConnectionChanged(Now, stands: true);
        Queue.PutTick();
    }

    /// <summary>Records the end of a connection.</summary>
    public void Leave(string connection)
    {
        left[connection] = true;
        joined.TryRemove(connection, out _);
        if (!Sender.Leave(connection))
            return;
        LostSince = Now;
        Sensors.ConnectionChanged(Now, stands: false);
        Queue.PutTick();
    }

    /// <summary>Pauses monitoring if the policy allows it. A pause in progress continues unchanged.</summary>
    public PauseAnswer Pause(string why)
    {
        if (!HostMayPause)
            return PauseAnswer.NotAllowed;
        Sensors.Pause(Now, GapCause.PausedByHost, why);
        return PauseAnswer.Paused;
    }

    /// <summary>Takes over the stored deadline, and the stored pause of staff or of the candidate, or its end. A state that was read before
    /// the last one changes nothing.</summary>
    public void Take(StoredClock stored)
    {
        lock (clock)
        {
            if (stored is not { Status: SessionStatus.Running, EndsAt: { } endsAt } || stored.Changes < clockChanges)
                return;
            clockChanges = stored.Changes;
            // Everything was refused since the old deadline.
            if (IsOver && endsAt > Now)
                Sensors.WasOver(EndsAt, Now);
            EndsAt = endsAt;
            if (stored.Cause is { } cause ? Sensors.Pause(Now, cause, stored.Reason) : EndPause())
                Queue.PutTick();
        }
    }

    bool EndPause()
    {
        if (Sensors.PausedBy is null or GapCause.PausedByHost)
            return false;
        // The clock was stopped, so a connection that is lost costs time from now on.
        if (LostSince is not null)
            LostSince = Now;
        // The page's last report is from before the pause.
        Browser = null;
        Sensors.Resume(Now);
        return true;
    }

    /// <summary>Ends the pause of the host page. Nothing was expected to arrive during it.</summary>
    public void Resume()
    {
        if (Sensors.HostPause is null)
            return;
        Browser = null;
        Sensors.ResumeByHost(Now);
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
        Queue.Put(frame);
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
        if (soundGate.Check(pcm) is { } refusal)
            return RefuseSound(refusal);
        var piece = new SoundPiece(pcm, Now);
        if (!Queue.Put(piece))
            return RefuseSound(Refusal.TooOften);
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

    /// <summary>Queues an analysed picture of the room.</summary>
    public void TakeRoom(RoomSight sight)
    {
        if (!closed && TakesRoom && !IsOver && !Sensors.IsPaused)
            Queue.Put(sight);
    }

    /// <summary>Accepts a signal. Returns null, or the reason for refusing it. Acts count from every window, the page's state only from the
    /// sender.</summary>
    public Refusal? TakeSignal(string connection, PageSignal signal)
    {
        if (closed || IsTooLate())
            return Refusal.NotRunning;
        var heard = Sender.Is(connection) ? signal : signal with { State = null, Camera = null };
        if (!Signals.Take(heard, Queue))
            return Refusal.TooOften;
        Sensors.PageArrived(Now);
        return null;
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

    public async ValueTask DisposeAsync()
    {
        closed = true;
        await ticks.DisposeAsync().ConfigureAwait(false);
        Queue.Close();
        await Reading.ConfigureAwait(false);
        if (Screens is { } screens)
            await screens.DisposeAsync().ConfigureAwait(false);
    }
}
