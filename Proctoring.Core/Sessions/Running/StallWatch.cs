using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Measures whether this server stalls: a separate thread measures how late it wakes up, and how long the thread pool delays a
/// work item. A stall of the server must not count as a candidate's lost connection or camera.</summary>
internal sealed partial class StallWatch(StallMeter meter, TimeProvider time, ILogger<StallWatch> log) : IHostedService, IDisposable
{
    static readonly TimeSpan MeasureEvery = TimeSpan.FromMilliseconds(250);

    readonly ManualResetEventSlim stopped = new();
    Thread? thread;
    long askedAt;
    int waiting;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not a pool thread: it measures the pool.
        thread = new Thread(Run)
        {
            IsBackground = true,
            Name = "Stall watch",
            Priority = ThreadPriority.AboveNormal,
        };
        thread.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        stopped.Set();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        stopped.Set();
        thread?.Join();
        stopped.Dispose();
    }

    void Run()
    {
        do
        {
            Ask();
            var slept = Stopwatch.GetTimestamp();
            if (stopped.Wait(MeasureEvery))
                return;
            var own = Stopwatch.GetElapsedTime(slept) - MeasureEvery;
            var pool = Volatile.Read(ref waiting) == 1 ? Stopwatch.GetElapsedTime(Volatile.Read(ref askedAt)) : TimeSpan.Zero;
            if (meter.Report(time.GetUtcNow().UtcDateTime, own > pool ? own : pool) is { } change)
                Report(change);
        } while (true);
    }

    /// <summary>Queues one work item at a time to the pool.</summary>
    void Ask()
    {
        if (Interlocked.CompareExchange(ref waiting, 1, 0) == 1)
            return;
        Volatile.Write(ref askedAt, Stopwatch.GetTimestamp());
        // Queued behind everything that waits already: that delay is the relevant one.
        ThreadPool.UnsafeQueueUserWorkItem(static watch => Volatile.Write(ref watch.waiting, 0), this, preferLocal: false);
    }

    void Report(Stall change)
    {
        if (change.Until is { } until)
            LogOver((until - change.Since).TotalSeconds);
        else
            LogStall(ThreadPool.ThreadCount, ThreadPool.PendingWorkItemCount);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The server stalls ({Threads} pool threads, {Pending} work items wait); running sessions record a gap of the server"
    )]
    partial void LogStall(int threads, long pending);

    [LoggerMessage(LogLevel.Warning, "The server continues after a stall of {Seconds:0.0} s")]
    partial void LogOver(double seconds);
}
