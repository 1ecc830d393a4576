using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Proctoring.Core.Sessions.Running;

/// <summary>
/// Decides how long clients wait for their next frame. With N sessions at c milliseconds of processor time per frame on k cores, the cores
/// are
/// used to the share s if each session sends every N·c/(k·s) milliseconds; a busy server slows its clients instead of falling behind.
/// </summary>
internal sealed class FramePace(IOptions<ProctoringOptions> options, TimeProvider time)
{
    /// <summary>The weight of the newest measurement in the running mean.</summary>
    const double Newest = 0.1;

    /// <summary>From how many times the wanted interval on it is too long.</summary>
    const int SparseFrom = 4;

    /// <summary>A session's first frames run every model at once and cost several times the others; they are counted apart.</summary>
    public const int WarmUpFrames = 10;

    /// <summary>A session that sends nothing for this long does not count, and a mean that nothing was added to for this long says
    /// nothing.</summary>
    static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(20);

    readonly FrameOptions settings = options.Value.Frames;
    readonly ConcurrentDictionary<Guid, long> senders = new();
    readonly Lock gate = new();
    double workMs;
    double warmUpMs;
    long measuredAt;
    long countedAt = time.GetTimestamp() - time.TimestampFrequency;
    int sessions;

    /// <summary>How many sessions send frames now.</summary>
    public int Sessions
    {
        get
        {
            // Counted once a second: it is asked for with every frame.
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

    /// <summary>The running mean of the processor time of a frame, in milliseconds; 0 if none was measured lately.</summary>
    public double WorkMs => Recent(() => workMs);

    /// <summary>The same of the first frames of sessions.</summary>
    public double WarmUpMs => Recent(() => warmUpMs);

    /// <summary>Whether clients are slowed so far that what lasts a second or two may pass between two frames.</summary>
    public bool Sparse => NextDelayMs >= SparseFrom * settings.IntervalMs;

    /// <summary>How long a client waits from one frame to the next, in milliseconds.</summary>
    public int NextDelayMs =>
        Math.Clamp(
            (int)(Sessions * WorkMs / (Environment.ProcessorCount * settings.ShareOfCores)),
            settings.IntervalMs,
            Math.Max(settings.IntervalMs, settings.LongestIntervalMs)
        );

    TimeSpan SilentFrom => TimeSpan.FromMilliseconds(Math.Max(RememberedFor.TotalMilliseconds, 3 * settings.LongestIntervalMs));

    /// <summary>A session sent a frame.</summary>
    public void Sent(Guid sessionId) => senders[sessionId] = time.GetTimestamp();

    /// <summary>A session sends no more frames.</summary>
    public void Ended(Guid sessionId) => senders.TryRemove(sessionId, out _);

    /// <summary>A frame took this much processor time.</summary>
    /// <param name="work">The processor time.</param>
    /// <param name="warmUp">It is one of the first <see cref="WarmUpFrames"/> of its session.</param>
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
