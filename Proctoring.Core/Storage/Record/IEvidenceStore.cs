namespace Proctoring.Core.Storage.Record;

/// <summary>Stores evidence by key. Callers pass and receive plain bytes; the store decides how they are protected at rest.</summary>
/// <remarks>A key consists of letters, digits, hyphens and slashes. What precedes the last slash is the key's folder.</remarks>
internal interface IEvidenceStore
{
    /// <summary>Stores bytes under a key and replaces an existing entry as a whole. They are on the disk when the call returns.</summary>
    Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>Reads the bytes of a key; null if the store has none.</summary>
    /// <exception cref="EvidenceDamagedException">The entry exists, but it was changed or can't be decrypted.</exception>
    Task<byte[]?> GetAsync(string key, CancellationToken cancellation);

    /// <summary>Reads several keys. A store across a network answers them together.</summary>
    /// <returns>The content of the keys that the store has; null for an entry that was changed or can't be decrypted.</returns>
    async Task<IReadOnlyDictionary<string, byte[]?>> GetManyAsync(IReadOnlyCollection<string> keys, CancellationToken cancellation)
    {
        Dictionary<string, byte[]?> found = [];
        foreach (var key in keys)
        {
            try
            {
                if (await GetAsync(key, cancellation).ConfigureAwait(false) is { } bytes)
                    found[key] = bytes;
            }
            catch (EvidenceDamagedException)
            {
                // Part of the result.
                found[key] = null;
            }
        }

        return found;
    }

    /// <summary>Removes a key if the store has it.</summary>
    Task DeleteAsync(string key, CancellationToken cancellation);

    /// <summary>Gives an entry another key, and replaces an entry that has it.</summary>
    Task MoveAsync(string key, string newKey, CancellationToken cancellation);

    /// <summary>Returns the bytes that the entries of a folder occupy.</summary>
    Task<long> SizeAsync(string folder, CancellationToken cancellation);

    /// <summary>Lists the keys of a folder.</summary>
    Task<IReadOnlyList<string>> KeysAsync(string folder, CancellationToken cancellation);

    /// <summary>Lists the keys of several folders. A store in the database lists them with one query.</summary>
    async Task<IReadOnlyList<string>> KeysOfManyAsync(IReadOnlyCollection<string> folders, CancellationToken cancellation)
    {
        List<string> found = [];
        foreach (var folder in folders)
            found.AddRange(await KeysAsync(folder, cancellation).ConfigureAwait(false));
        return found;
    }

    /// <summary>Lists the folders of the first level with their keys, in one pass over the store and not with a request for each
    /// folder.</summary>
    IAsyncEnumerable<StoredFolder> AllAsync(CancellationToken cancellation);

    /// <summary>Reads a half-written entry that a crash left under a key, if it can be decrypted.</summary>
    Task<IReadOnlyList<byte[]>> UnfinishedAsync(string key, CancellationToken cancellation);

    /// <summary>Removes the half-written entries of a crash. Call it only while nothing is being stored.</summary>
    /// <returns>The number of removed entries.</returns>
    Task<int> RemoveUnfinishedAsync(CancellationToken cancellation);
}

/// <summary>A folder of the store, or a part of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Keys">The keys in it. Reading them fails if the folder cannot be read.</param>
internal sealed record StoredFolder(string Name, IEnumerable<string> Keys);

/// <summary>A store of evidence that several servers can share.</summary>
internal interface ISharedEvidenceStore : IEvidenceStore
{
    /// <summary>Stores content that is encrypted already.</summary>
    Task PutEncryptedAsync(string key, byte[] encrypted, CancellationToken cancellation);
}

/// <summary>The store of evidence does not answer, or refuses; the same call can succeed later.</summary>
internal sealed class EvidenceStoreUnavailableException(string store, Exception inner)
    : IOException($"The store of evidence {store} does not take or return evidence: {inner.Message}", inner);

/// <summary>A piece of evidence exists but can't be read or trusted.</summary>
internal sealed class EvidenceDamagedException(string key, Exception inner)
    : Exception($"The evidence {key} can't be read: the file was changed, or its key is lost.", inner);
