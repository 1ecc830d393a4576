using Microsoft.Extensions.Options;

namespace Proctoring.Core.Sessions.Running;

/// <summary>
/// Says how long clients are to wait for their next frame. With N sessions at c milliseconds of work a frame on k cores, the cores are
/// taken to the share s when each session sends every N·c/(k·s) milliseconds; a busy server slows its clients instead of falling behind.
/// </summary>
internal sealed class FramePace(IOptions<ProctoringOptions> options)
{
    /// <summary>The weight of the newest measurement in the running mean.</summary>
    const double Newest = 0.1;

    /// <summary>How many times the wanted interval is too long.</summary>
    const int SparseFrom = 4;

    readonly FrameOptions settings = options.Value.Frames;
    readonly Lock gate = new();
    double workMs;
    int sessions;

    /// <summary>How many sessions send frames now.</summary>
    public int Sessions => Volatile.Read(ref sessions);

    /// <summary>The running mean of the work that a frame takes, in milliseconds; 0 before the first.</summary>
    public double WorkMs
    {
        get
        {
            lock (gate)
                return workMs;
        }
    }

    /// <summary>A session begins (+1) or ends (-1) to send frames.</summary>
    public void Count(int change) => Interlocked.Add(ref sessions, change);

    /// <summary>A frame took this much work.</summary>
    public void Measured(TimeSpan work)
    {
        lock (gate)
            workMs = workMs == 0 ? work.TotalMilliseconds : workMs + Newest * (work.TotalMilliseconds - workMs);
    }

    /// <summary>Whether clients are slowed so far that what lasts a second or two may pass between two frames.</summary>
    public bool Sparse => NextDelayMs >= SparseFrom * settings.IntervalMs;

    /// <summary>How long a client is to wait from one frame to the next, in milliseconds.</summary>
    public int NextDelayMs => Math.Clamp(
        (int)(Volatile.Read(ref sessions) * workMs / (Environment.ProcessorCount * settings.ShareOfCores)),
        settings.IntervalMs,
        Math.Max(settings.IntervalMs, settings.LongestIntervalMs));
}
