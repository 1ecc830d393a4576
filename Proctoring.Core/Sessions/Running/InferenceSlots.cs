namespace Proctoring.Core.Sessions.Running;

/// <summary>As many places to read frames as there are cores, so that many sessions wait in turn instead of slowing each other.</summary>
internal sealed class InferenceSlots : IDisposable
{
    readonly SemaphoreSlim free = new(Environment.ProcessorCount);

    /// <summary>Waits for a place; disposing the result gives it back.</summary>
    public async Task<IDisposable> TakeAsync()
    {
        await free.WaitAsync().ConfigureAwait(false);
        return new Place(free);
    }

    /// <summary>Waits for a slot, but not longer than this; null if none became free.</summary>
    public async Task<IDisposable?> TakeAsync(TimeSpan patience, TimeProvider time)
    {
        if (free.Wait(0, CancellationToken.None))
            return new Place(free);
        using var enough = new CancellationTokenSource(patience, time);
        try
        {
            await free.WaitAsync(enough.Token).ConfigureAwait(false);
            return new Place(free);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose() => free.Dispose();

    sealed class Place(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
