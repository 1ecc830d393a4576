using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.DataProtection;

namespace Proctoring.Core.Storage.Record;

/// <summary>Evidence pictures as encrypted files in a folder. Encryption is authenticated, so a changed file is noticed.</summary>
internal sealed partial class FolderEvidenceStore(string folder, IDataProtectionProvider protection) : IEvidenceStore
{
    readonly IDataProtector protector = protection.CreateProtector("Proctoring.Evidence.v1");

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var half = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            await File.WriteAllBytesAsync(half, protector.Protect(content.ToArray()), cancellation).ConfigureAwait(false);
            File.Move(half, path, overwrite: true);
        }
        finally
        {
            File.Delete(half);
        }
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken cancellation)
    {
        var path = PathOf(key);
        if (!File.Exists(path))
            return null;
        var sealedBytes = await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
        try
        {
            return protector.Unprotect(sealedBytes);
        }
        catch (CryptographicException cause)
        {
            throw new EvidenceDamagedException(key, cause);
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellation)
    {
        File.Delete(PathOf(key));
        return Task.CompletedTask;
    }

    public Task<long> SizeAsync(string key, CancellationToken cancellation)
    {
        var files = new DirectoryInfo(NameOf(key));
        return Task.FromResult(files.Exists ? files.EnumerateFiles("*.bin").Sum(file => file.Length) : 0);
    }

    string PathOf(string key) => NameOf(key) + ".bin";

    string NameOf(string key) => SafeKey().IsMatch(key)
        ? Path.Combine(folder, key.Replace('/', Path.DirectorySeparatorChar))
        : throw new ArgumentException($"\"{key}\" is no name for evidence.", nameof(key));

    // No dots at all: a name can't climb out of the folder.
    [GeneratedRegex("^[A-Za-z0-9-]+(/[A-Za-z0-9-]+)*$")]
    private static partial Regex SafeKey();
}
