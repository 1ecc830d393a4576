namespace Proctoring.Core.Storage.Record;

/// <summary>Limits how many journals write at the same time. SQLite has one writer, and waiting writers block threads that frames
/// need.</summary>
internal sealed class WriterSlots(int count) : IDisposable
{
    readonly SemaphoreSlim free = new(count);

    /// <summary>Waits for a slot; disposing the result returns it.</summary>
    public async Task<IDisposable> TakeAsync()
    {
        await free.WaitAsync().ConfigureAwait(false);
        return new Slot(free);
    }

    public void Dispose() => free.Dispose();

    sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
