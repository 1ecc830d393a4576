using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running.Sensors;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Accepts a session's pictures of the screen: no more than its policy asks for, each checked and decoded, and queues them for
/// storage. It exists only if the policy asks for the screen and the candidate agreed. Thread-safe.</summary>
internal sealed partial class ScreenReceiver : IAsyncDisposable
{
    /// <summary>A flag asks for a picture for this long. A later picture does not show its moment.</summary>
    public static readonly TimeSpan WantedFor = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes of pictures that one session stores.</summary>
    public const long MostStoredBytes = 256 * 1024 * 1024;

    const string LimitReached = "the limit for pictures of the screen is reached";
    const string NotReadable = "an internal error: the input could not be analysed";

    /// <summary>Several flags in a row ask for several pictures.</summary>
    static readonly TimeSpan BetweenPictures = TimeSpan.FromSeconds(2);

    const int Burst = 3;

    /// <summary>The pictures that wait for a place to be decoded.</summary>
    const int Capacity = 4;

    readonly Lock gate = new();
    readonly Channel<(byte[] Jpeg, DateTime At)> waiting = Channel.CreateBounded<(byte[], DateTime)>(
        new BoundedChannelOptions(Capacity) { SingleReader = true }
    );

    readonly HashSet<Guid> known = [];
    readonly Guid sessionId;
    readonly ScreenCapture capture;
    readonly SessionJournal journal;
    readonly SensorStates sensors;
    readonly InferenceSlots slots;
    readonly RefusedPictures refused;
    readonly PictureLimits limits;
    readonly RateLimit limit;
    readonly TimeProvider time;
    readonly ILogger log;
    readonly Task reading;
    long? wantedSince;
    long? takenAt;
    long stored;
    bool full;

    public ScreenReceiver(
        Guid sessionId,
        ScreenCapture capture,
        SessionJournal journal,
        SensorStates sensors,
        InferenceSlots slots,
        RefusedPictures refused,
        FrameOptions settings,
        TimeProvider time,
        ILogger log
    )
    {
        (this.sessionId, this.capture, this.journal, this.sensors) = (sessionId, capture, journal, sensors);
        (this.slots, this.refused, this.time, this.log) = (slots, refused, time, log);
        limits = PictureLimits.Frame with { MaxBytes = Math.Min(settings.MaximumBytes, PictureLimits.Frame.MaxBytes) };
        limit = new RateLimit(time, BetweenPictures, Burst);
        reading = Task.Run(ReadAsync);
    }

    /// <summary>Notes the flags of Medium or High severity: each asks for one picture, and one picture can answer several.</summary>
    public void Follow(IReadOnlyList<ViolationChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.Span.Severity >= Severity.Medium)
                Ask(change.Span.Id);
        }
    }

    /// <summary>Asks for one picture for a flag, unless it is known already.</summary>
    public void Ask(Guid flag)
    {
        lock (gate)
        {
            if (known.Add(flag))
                wantedSince = time.GetTimestamp();
        }
    }

    /// <summary>Makes known the flags for which an earlier server asked, so that their end asks for no further picture.</summary>
    /// <param name="flags">The flags.</param>
    /// <param name="unanswered">Whether the picture of one of them may still arrive.</param>
    /// <param name="bytes">The bytes of the pictures that earlier servers stored.</param>
    public void Restore(IEnumerable<Guid> flags, bool unanswered, long bytes)
    {
        lock (gate)
        {
            stored = bytes;
            known.UnionWith(flags);
            wantedSince = unanswered ? time.GetTimestamp() : null;
        }
    }

    /// <summary>Accepts a picture. Returns null, or the reason for refusing it.</summary>
    public Refusal? Take(byte[] jpeg, DateTime at)
    {
        var sender = PictureSender.Session(sessionId);
        lock (gate)
        {
            // Before the bytes are read: refused pictures must cost nothing.
            if (full || !IsWanted)
                return Refusal.NotWanted;
            if (!limit.Allow() || refused.TooManyFrom(sender))
                return Refusal.TooOften;
            var inspection = PictureInspector.Inspect(jpeg, limits);
            if (inspection.Refusal is { } reason)
            {
                refused.Record(sender, "a picture of the screen", reason);
                sensors.ScreenTaken(usable: false);
                return FrameGate.RefusalOf(reason);
            }

            if (!waiting.Writer.TryWrite((inspection.Picture!.Content, at)))
                return Refusal.TooOften;
            (wantedSince, takenAt) = (null, time.GetTimestamp());
            return null;
        }
    }

    /// <summary>Ends; pictures that wait are still read.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await reading.ConfigureAwait(false);
    }

    bool IsWanted
    {
        get
        {
            if (wantedSince is { } wanted && time.GetElapsedTime(wanted) <= WantedFor)
                return true;
            // The page's clock and the network are not exact.
            return capture.Every is { } every && (takenAt is not { } last || time.GetElapsedTime(last) >= every * 0.8);
        }
    }

    async Task ReadAsync()
    {
        await foreach (var (jpeg, at) in waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await ReadAsync(jpeg, at).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                // One failure must not end the others; it becomes a gap on record.
                LogFault(fault, sessionId);
                Note(NotReadable, at);
            }
        }
    }

    async Task ReadAsync(byte[] jpeg, DateTime at)
    {
        using (var slot = await slots.TakeForUploadAsync().ConfigureAwait(false))
        using (var decoded = PictureDecoder.Decode(slot, jpeg, limits))
        {
            sensors.ScreenTaken(usable: decoded.Pixels is not null);
            if (decoded.Refusal is { } reason)
            {
                refused.Record(PictureSender.Session(sessionId), "a picture of the screen", reason);
                return;
            }
        }

        stored += jpeg.Length;
        if (stored <= MostStoredBytes)
        {
            journal.Write(new JournalEntry { Screens = [EvidenceFile.Create(jpeg, "image/jpeg", at)] });
            return;
        }

        lock (gate)
        {
            if (full)
                return;
            full = true;
        }

        LogFull(sessionId, MostStoredBytes / 1024 / 1024);
        Note(LimitReached, at);
    }

    void Note(string detail, DateTime at)
    {
        var gap = ViolationNote.Of(new MonitoringDegradedRule(), Guid.CreateVersion7(at), at, at, detail);
        journal.Write(new JournalEntry { Flags = [new FlagRecord(gap, at)] });
    }

    [LoggerMessage(LogLevel.Error, "A picture of the screen of session {SessionId} could not be read")]
    partial void LogFault(Exception fault, Guid sessionId);

    [LoggerMessage(LogLevel.Warning, "Session {SessionId} has stored {Megabytes} MB of pictures of the screen; no more are stored")]
    partial void LogFull(Guid sessionId, long megabytes);
}
