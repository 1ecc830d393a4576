using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Decides how long clients wait between two frames. With N sessions at c milliseconds of processor time per frame on k cores, the
/// load is the share s of the cores if each session sends every N·c/(k·s) milliseconds. A busy server slows its clients instead of falling
/// behind.</summary>
internal sealed class FramePace(IOptions<ProctoringOptions> options, TimeProvider time)
{
    /// <summary>The weight of the newest measurement in the running mean.</summary>
    const double Newest = 0.1;

    /// <summary>The multiple of the normal interval from which an interval is too long.</summary>
    const int SparseFrom = 4;

    /// <summary>A session's first frames run every model at once and cost several times the others, so they are counted
    /// separately.</summary>
    public const int WarmUpFrames = 10;

    /// <summary>A session without frames for this long does not count, and a mean without new values for this long is ignored.</summary>
    static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(20);

    readonly FrameOptions settings = options.Value.Frames;
    readonly ConcurrentDictionary<Guid, long> senders = new();
    readonly Lock gate = new();
    double workMs;
    double warmUpMs;
    long measuredAt;
    long countedAt = time.GetTimestamp() - time.TimestampFrequency;
    int sessions;

    /// <summary>The number of sessions that send frames now.</summary>
    public int Sessions
    {
        get
        {
            // Counted once a second, because every frame needs it.
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(Volatile.Read(ref countedAt), now) < TimeSpan.FromSeconds(1) && Volatile.Read(ref sessions) > 0)
                return Volatile.Read(ref sessions);
            foreach (var (session, sentAt) in senders)
            {
                if (time.GetElapsedTime(sentAt, now) > SilentFrom)
                    senders.TryRemove(session, out _);
            }

            Volatile.Write(ref countedAt, now);
            Volatile.Write(ref sessions, senders.Count);
            return senders.Count;
        }
    }

    /// <summary>The running mean of the processor time of a frame in milliseconds; 0 without recent measurements.</summary>
    public double WorkMs => Recent(() => workMs);

    /// <summary>The same for the first frames of sessions.</summary>
    public double WarmUpMs => Recent(() => warmUpMs);

    /// <summary>Whether clients are slowed so far that an event of a second or two may fit between two frames.</summary>
    public bool Sparse => NextDelayMs >= SparseFrom * settings.IntervalMs;

    /// <summary>The time that a client waits between two frames, in milliseconds.</summary>
    public int NextDelayMs =>
        Math.Clamp(
            (int)(Sessions * WorkMs / (Environment.ProcessorCount * settings.ShareOfCores)),
            settings.IntervalMs,
            Math.Max(settings.IntervalMs, settings.LongestIntervalMs)
        );

    /// <summary>How much longer than normally clients wait between two frames.</summary>
    public TimeSpan Slowed => TimeSpan.FromMilliseconds(NextDelayMs - settings.IntervalMs);

    TimeSpan SilentFrom => TimeSpan.FromMilliseconds(Math.Max(RememberedFor.TotalMilliseconds, 3 * settings.LongestIntervalMs));

    /// <summary>Records that a session sent a frame.</summary>
    public void Sent(Guid sessionId) => senders[sessionId] = time.GetTimestamp();

    /// <summary>Records that a session sends no more frames.</summary>
    public void Ended(Guid sessionId) => senders.TryRemove(sessionId, out _);

    /// <summary>Records the processor time of a frame.</summary>
    /// <param name="work">The processor time.</param>
    /// <param name="warmUp">Whether it is one of the first <see cref="WarmUpFrames"/> of its session.</param>
    public void Measured(TimeSpan work, bool warmUp = false)
    {
        lock (gate)
        {
            if (IsOld)
                (workMs, warmUpMs) = (0, 0);
            ref var mean = ref warmUp ? ref warmUpMs : ref workMs;
            mean = mean == 0 ? work.TotalMilliseconds : mean + Newest * (work.TotalMilliseconds - mean);
            measuredAt = time.GetTimestamp();
        }
    }

    bool IsOld => time.GetElapsedTime(measuredAt) > SilentFrom;

    double Recent(Func<double> mean)
    {
        lock (gate)
            return IsOld ? 0 : mean();
    }
}
