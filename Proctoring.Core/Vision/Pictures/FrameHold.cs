namespace Proctoring.Core.Vision.Pictures;

/// <summary>Holds frames back while short work runs that candidates wait for. Frames wait at most <see cref="Longest"/> in every ten
/// seconds, and each of them at most <see cref="OneFrame"/>, so a stream of such work slows monitoring and cannot stop it.</summary>
internal sealed class FrameHold(TimeProvider time)
{
    /// <summary>How long frames wait at most, counted from the beginning of the first work.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    /// <summary>How long one frame waits at most, counted from its arrival. Far less than a gap on record, so that the frames that wait
    /// together can be read after the hold without one.</summary>
    public static readonly TimeSpan OneFrame = TimeSpan.FromSeconds(1.5);

    static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    readonly Lock gate = new();
    TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int running;
    long? began;

    /// <summary>Whether frames wait now.</summary>
    public bool IsOn
    {
        get
        {
            lock (gate)
                return Left > TimeSpan.Zero;
        }
    }

    TimeSpan Left => running > 0 && began is { } since ? Longest - time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Begins such work, which ends when the result is disposed.</summary>
    public IDisposable Begin()
    {
        lock (gate)
        {
            if (running++ == 0)
                ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (began is not { } since || time.GetElapsedTime(since) >= Every)
                began = time.GetTimestamp();
        }

        return new Work(this);
    }

    /// <summary>Waits until frames may be read, but not longer than this.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        lock (gate)
        {
            var left = Left < atMost ? Left : atMost;
            return left > TimeSpan.Zero
                ? Task.WhenAny(ended.Task, Task.Delay(left, time, cancellation)).WaitAsync(cancellation)
                : Task.CompletedTask;
        }
    }

    void End()
    {
        lock (gate)
        {
            if (--running == 0)
                ended.SetResult();
        }
    }

    sealed class Work(FrameHold hold) : IDisposable
    {
        int done;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref done, 1) == 0)
                hold.End();
        }
    }
}
