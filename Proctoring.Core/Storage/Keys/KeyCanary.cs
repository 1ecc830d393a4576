using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Proctoring.Core.Storage.Keys;

/// <summary>A file among the keys that only the right keys can read: the encrypted fingerprint of the signing key. It reveals lost or
/// foreign keys before they encrypt or sign anything.</summary>
internal sealed class KeyCanary(IKeyFiles files, IDataProtectionProvider protection, SigningKey signing)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "canary.bin";

    readonly IDataProtector protector = protection.CreateProtector("Proctoring.KeyCanary.v1");

    /// <summary>Whether the canary exists.</summary>
    public bool Exists => files.Exists(FileName);

    /// <summary>Writes the canary for the present keys.</summary>
    public Task WriteAsync(CancellationToken cancellation) => files.WriteAsync(FileName, protector.Protect(Fingerprint()), cancellation);

    /// <summary>Checks the stored keys against the canary.</summary>
    /// <returns>A sentence about the fault; null if the keys are right.</returns>
    public string? Problem()
    {
        if (!Exists)
            return $"{FileName} is missing in {files.Place}.";
        if (!signing.Exists)
            return $"{SigningKey.FileName} is missing in {files.Place}.";
        try
        {
            return protector.Unprotect(files.Read(FileName)).AsSpan().SequenceEqual(Fingerprint())
                ? null
                : $"The signing key in {files.Place} is not the one that this installation has used.";
        }
        catch (Exception cause) when (cause is CryptographicException or InvalidOperationException)
        {
            return $"The keys in {files.Place} are not the ones that this installation has used.";
        }
        catch (Exception cause) when (cause is KeysUnavailableException or IOException or UnauthorizedAccessException)
        {
            return cause.Message;
        }
    }

    byte[] Fingerprint() => SHA256.HashData(Encoding.ASCII.GetBytes(signing.PublicKey));
}
