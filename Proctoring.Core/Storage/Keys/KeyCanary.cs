using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Proctoring.Core.Storage.Files;

namespace Proctoring.Core.Storage.Keys;

/// <summary>A file beside the keys that only the right keys can read: the encrypted fingerprint of the signing key. It reveals lost or
/// foreign keys before they encrypt or sign anything.</summary>
internal sealed class KeyCanary(ProctoringPaths paths, IDataProtectionProvider protection, SigningKey signing)
{
    /// <summary>The file's name in the folder of the keys.</summary>
    public const string FileName = "canary.bin";

    readonly string path = Path.Combine(paths.Keys, FileName);
    readonly IDataProtector protector = protection.CreateProtector("Proctoring.KeyCanary.v1");

    /// <summary>Whether the canary exists.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>Writes the canary for the present keys of the folder.</summary>
    public Task WriteAsync(CancellationToken cancellation) => PrivateFiles.WriteAsync(path, protector.Protect(Fingerprint()), cancellation);

    /// <summary>Checks the keys on the disk against the canary.</summary>
    /// <returns>A sentence about the fault; null if the keys are right.</returns>
    public string? Problem()
    {
        if (!Exists)
            return $"The file {path} is missing.";
        if (!signing.Exists)
            return $"The file {Path.Combine(paths.Keys, SigningKey.FileName)} is missing.";
        try
        {
            return protector.Unprotect(File.ReadAllBytes(path)).AsSpan().SequenceEqual(Fingerprint())
                ? null
                : $"The signing key in {paths.Keys} is not the one that this installation has used.";
        }
        catch (Exception cause) when (cause is CryptographicException or InvalidOperationException)
        {
            return $"The keys in {paths.Keys} are not the ones that this installation has used.";
        }
        catch (Exception cause) when (cause is KeysUnavailableException or IOException or UnauthorizedAccessException)
        {
            return cause.Message;
        }
    }

    byte[] Fingerprint() => SHA256.HashData(Encoding.ASCII.GetBytes(signing.PublicKey));
}
