using Proctoring.Core.Storage.Record;

namespace Proctoring.Tests.Support;

/// <summary>An evidence store that passes everything on, for tests that replace single steps of it.</summary>
internal abstract class WrappedStore(IEvidenceStore inner) : IEvidenceStore
{
    public virtual Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        inner.PutAsync(key, content, cancellation);

    public virtual Task<byte[]?> GetAsync(string key, CancellationToken cancellation) => inner.GetAsync(key, cancellation);

    public virtual Task DeleteAsync(string key, CancellationToken cancellation) => inner.DeleteAsync(key, cancellation);

    public virtual Task MoveAsync(string key, string newKey, CancellationToken cancellation) => inner.MoveAsync(key, newKey, cancellation);

    public Task<long> SizeAsync(string folder, CancellationToken cancellation) => inner.SizeAsync(folder, cancellation);

    public Task<IReadOnlyList<string>> KeysAsync(string folder, CancellationToken cancellation) => inner.KeysAsync(folder, cancellation);

    public IAsyncEnumerable<StoredFolder> AllAsync(CancellationToken cancellation) => inner.AllAsync(cancellation);

    public Task<IReadOnlyList<byte[]>> UnfinishedAsync(string key, CancellationToken cancellation) =>
        inner.UnfinishedAsync(key, cancellation);

    public Task<int> RemoveUnfinishedAsync(CancellationToken cancellation) => inner.RemoveUnfinishedAsync(cancellation);
}
