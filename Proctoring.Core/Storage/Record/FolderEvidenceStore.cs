using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Proctoring.Core.Storage.Files;

namespace Proctoring.Core.Storage.Record;

/// <summary>Stores evidence as encrypted files in a folder. The encryption is authenticated, so a changed file is detected.</summary>
internal sealed class FolderEvidenceStore(string folder, IDataProtectionProvider protection) : IEvidenceStore
{
    /// <summary>The ending of a file's name.</summary>
    public const string Ending = ".bin";

    /// <summary>The purpose of the encryption. All stores use the same, so encrypted content can move between them.</summary>
    public const string Purpose = "Proctoring.Evidence.v1";

    readonly IDataProtector protector = protection.CreateProtector(Purpose);

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        PrivateFiles.WriteAsync(PathOf(key), protector.Protect(content.ToArray()), cancellation);

    public async Task<byte[]?> GetAsync(string key, CancellationToken cancellation)
    {
        // Cheaper than the exception, and a witness is looked for in every session.
        if (!File.Exists(PathOf(key)))
            return null;
        byte[] encrypted;
        try
        {
            encrypted = await File.ReadAllBytesAsync(PathOf(key), cancellation).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            return protector.Unprotect(encrypted);
        }
        catch (CryptographicException cause)
        {
            throw new EvidenceDamagedException(key, cause);
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellation)
    {
        var path = PathOf(key);
        if (File.Exists(path))
            File.Delete(path);
        return Task.CompletedTask;
    }

    public Task MoveAsync(string key, string newKey, CancellationToken cancellation)
    {
        File.Move(PathOf(key), PathOf(newKey), overwrite: true);
        return Task.CompletedTask;
    }

    public Task<long> SizeAsync(string folder, CancellationToken cancellation) => Task.FromResult(Files(folder).Sum(file => file.Length));

    public Task<IReadOnlyList<string>> KeysAsync(string folder, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>([.. KeysIn(folder)]);

    public IAsyncEnumerable<StoredFolder> AllAsync(CancellationToken cancellation) =>
        (Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [])
            .Select(path => Path.GetFileName(path))
            .Where(EvidenceKey.IsValid)
            .Select(name => new StoredFolder(name, KeysIn(name)))
            .ToList()
            .ToAsyncEnumerable();

    public async Task<IReadOnlyList<byte[]>> UnfinishedAsync(string key, CancellationToken cancellation)
    {
        var path = PathOf(key);
        var directory = new DirectoryInfo(Path.GetDirectoryName(path)!);
        List<byte[]> found = [];
        foreach (var file in directory.Exists ? directory.GetFiles($"{Path.GetFileName(path)}.*{PrivateFiles.Unfinished}") : [])
        {
            try
            {
                found.Add(protector.Unprotect(await File.ReadAllBytesAsync(file.FullName, cancellation).ConfigureAwait(false)));
            }
            catch (CryptographicException)
            {
                // The crash came before its last byte: the content is worthless.
            }
        }

        return found;
    }

    public Task<int> RemoveUnfinishedAsync(CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
            return Task.FromResult(0);
        var unfinished = Directory.GetFiles(folder, "*" + PrivateFiles.Unfinished, SearchOption.AllDirectories);
        foreach (var file in unfinished)
            File.Delete(file);
        return Task.FromResult(unfinished.Length);
    }

    IEnumerable<string> KeysIn(string folder) => Files(folder).Select(file => $"{folder}/{file.Name[..^Ending.Length]}");

    IEnumerable<FileInfo> Files(string key)
    {
        var directory = new DirectoryInfo(NameOf(key));
        return directory.Exists ? directory.EnumerateFiles("*" + Ending) : [];
    }

    string PathOf(string key) => NameOf(key) + Ending;

    string NameOf(string key) => Path.Combine(folder, EvidenceKey.Check(key).Replace('/', Path.DirectorySeparatorChar));
}
