namespace Proctoring.Core.Storage.Record;

/// <summary>Keeps pictures by name. What is handed in and out is plain; how it lies at rest is the store's business.</summary>
internal interface IEvidenceStore
{
    /// <summary>Keeps the bytes under a name made of letters, digits, hyphens and slashes; an existing one is replaced whole.</summary>
    Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>The bytes, or null where there are none under this name.</summary>
    /// <exception cref="EvidenceDamagedException">There is something under the name, but it can't be read or was changed.</exception>
    Task<byte[]?> GetAsync(string key, CancellationToken cancellation);

    /// <summary>Removes what lies under the name, if anything does.</summary>
    Task DeleteAsync(string key, CancellationToken cancellation);

    /// <summary>How many bytes lie, as they are at rest, under the names that begin with this one and a slash.</summary>
    Task<long> SizeAsync(string key, CancellationToken cancellation);
}

/// <summary>A picture is there but can't be trusted or read.</summary>
internal sealed class EvidenceDamagedException(string key, Exception inner)
    : Exception($"The evidence picture {key} can't be read: it was changed, or its key is gone.", inner);
