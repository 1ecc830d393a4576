namespace Proctoring.Core.Reviews.Regrading;

/// <summary>Wakes the worker of this server when a run is ordered here. Other servers find it in the database.</summary>
internal sealed class RegradeSignal : IDisposable
{
    readonly SemaphoreSlim waiting = new(0);

    public void Set() => waiting.Release();

    public void Dispose() => waiting.Dispose();

    /// <summary>Waits for the signal or for the time.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await waiting.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The time is over.
        }
    }
}
