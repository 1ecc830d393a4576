using Microsoft.Extensions.Logging;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The room camera of one session on this server: checks each picture of the phone, analyses the newest one outside the caller's
/// turn, and keeps the result. It works in the checks before the exam too. Thread-safe.</summary>
internal sealed partial class RoomCamera(
    Guid sessionId,
    VisionModels vision,
    InferenceSlots slots,
    RefusedPictures refused,
    FrameOptions settings,
    TimeProvider time,
    Action<IRoomItem> report,
    ILogger log
)
{
    /// <summary>The requested time between two pictures.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>A phone without a picture for this long is shown as not connected.</summary>
    public static readonly TimeSpan ConnectedFor = TimeSpan.FromSeconds(8);

    /// <summary>Networks bunch pictures.</summary>
    const int Burst = 4;

    readonly Lock gate = new();
    readonly RateLimit limit = new(time, Every / 2, Burst);
    readonly PictureLimits limits = PictureLimits.Frame with { MaxBytes = Math.Min(settings.MaximumBytes, PictureLimits.Frame.MaxBytes) };
    readonly PictureSender sender = new(PictureSenderKind.RoomCamera, sessionId);
    // One reader at a time uses these.
    readonly VisionMemory memory = new(new FaceMemory());
    bool isLate;
    (byte[] Jpeg, DateTime At)? waiting;
    RoomSight? newest;
    DateTime? arrivedAt;
    bool reading;
    long numbers;

    /// <summary>When the last picture arrived, UTC; null for none.</summary>
    public DateTime? ArrivedAt
    {
        get
        {
            lock (gate)
                return arrivedAt;
        }
    }

    /// <summary>The newest analysed picture; null if there is none, or the phone is not connected.</summary>
    public RoomSight? Newest
    {
        get
        {
            lock (gate)
                return IsConnected ? newest : null;
        }
    }

    bool IsConnected => arrivedAt is { } at && time.GetUtcNow().UtcDateTime - at < ConnectedFor;

    /// <summary>The state at this moment.</summary>
    public RoomLook Look()
    {
        lock (gate)
            return !IsConnected ? RoomLook.None
                : newest is { } sight ? new RoomLook(true, RoomPlace.Of(sight.Seen), sight.Seen.Number)
                : RoomLook.None with { Connected = true };
    }

    /// <summary>Forgets the phone, because it was stopped.</summary>
    public void Stop()
    {
        lock (gate)
            (arrivedAt, newest, waiting) = (null, null, null);
    }

    /// <summary>Accepts a picture. Returns null, or the reason for refusing it.</summary>
    public Refusal? Take(byte[] jpeg)
    {
        // Before the bytes are read: refused pictures must cost nothing.
        if (!limit.Allow() || refused.TooManyFrom(sender))
            return Refusal.TooOften;
        var inspection = PictureInspector.Inspect(jpeg, limits);
        if (inspection.Refusal is { } reason)
        {
            refused.Record(sender, "a picture of the room", reason);
            return FrameGate.RefusalOf(reason);
        }

        lock (gate)
        {
            arrivedAt = time.GetUtcNow().UtcDateTime;
            // The newest wins: a slow server analyses fewer pictures, and none late.
            waiting = (inspection.Picture!.Content, arrivedAt.Value);
            if (reading)
                return null;
            reading = true;
        }

        _ = Task.Run(ReadAsync);
        return null;
    }

    async Task ReadAsync()
    {
        while (Next() is var (jpeg, at))
        {
            try
            {
                await ReadAsync(jpeg, at).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                // One failure must not end the others; it becomes a gap on record.
                LogFault(fault, sessionId);
                Miss(at, byServer: true);
            }
        }
    }

    (byte[] Jpeg, DateTime At)? Next()
    {
        lock (gate)
        {
            var next = waiting;
            waiting = null;
            reading = next is not null;
            return next;
        }
    }

    async Task ReadAsync(byte[] jpeg, DateTime at)
    {
        var number = Interlocked.Increment(ref numbers);
        FrameReading? reading = null;
        // A place for uploads: the frames of webcams must not wait for all places.
        if (vision.FrameReader is { } reader)
        {
            using var slot = await PlaceAsync().ConfigureAwait(false);
            if (slot is null)
            {
                Drop(at);
                return;
            }

            reading = reader.Read(slot, jpeg, at, number, memory, limits);
            isLate = false;
        }

        if (reading?.Refusal is { } reason)
        {
            refused.Record(sender, "a picture of the room", reason);
            Miss(at, byServer: false);
            return;
        }

        var sight = new RoomSight(
            jpeg,
            at,
            reading?.Observation is { } observation ? SeenRoom.Of(number, observation) : new SeenRoom { Number = number }
        );
        // It may have been stopped meanwhile.
        if (ArrivedAt is null)
            return;
        report(sight);
        lock (gate)
            newest = arrivedAt is null ? null : Carried(sight);
    }

    /// <summary>A place in which a picture is read; null if none became free in time. The room must not be unseen without a
    /// record.</summary>
    async Task<InferenceSlot?> PlaceAsync()
    {
        using var enough = new CancellationTokenSource(OverloadWatch.Latest, time);
        try
        {
            return await slots.TakeForUploadAsync(enough.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Drops a picture that no place became free for; a gap of the server.</summary>
    void Drop(DateTime at)
    {
        if (!isLate)
            LogLate(sessionId, OverloadWatch.Latest.TotalSeconds);
        isLate = true;
        Miss(at, byServer: true);
    }

    /// <summary>Reports a picture that was not seen, unless the camera was stopped meanwhile.</summary>
    void Miss(DateTime at, bool byServer)
    {
        if (ArrivedAt is not null)
            report(new RoomMiss(at, byServer));
    }

    /// <summary>Not every picture is searched for objects; for guidance, the last search counts.</summary>
    RoomSight Carried(RoomSight sight) =>
        sight.Seen.Persons is null && newest is { Seen: { Persons: not null } before } && sight.Seen.Blocked != true
            ? sight with
            {
                Seen = sight.Seen with { Persons = before.Persons, Objects = before.Objects },
            }
            : sight;

    [LoggerMessage(
        LogLevel.Warning,
        "The server dropped a picture of the room of session {SessionId}: it waited {Seconds} s for its analysis; the record has a gap"
    )]
    partial void LogLate(Guid sessionId, double seconds);

    [LoggerMessage(LogLevel.Error, "A picture of the room of session {SessionId} could not be analysed")]
    partial void LogFault(Exception fault, Guid sessionId);
}
