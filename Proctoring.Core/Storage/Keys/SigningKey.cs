using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Proctoring.Core.Storage.Keys;

/// <summary>The key with which this installation signs chains and reports: ECDSA over P-256 with SHA-256 (FIPS 186-5). The private half is
/// stored encrypted among the other keys; the public half is public.</summary>
internal sealed class SigningKey(IKeyFiles files, IDataProtectionProvider protection) : IDisposable
{
    readonly IDataProtector protector = protection.CreateProtector("Proctoring.SigningKey.v1");
    readonly Lock gate = new();
    readonly ConcurrentBag<ECDsa> verifiers = [];
    ECDsa? loaded;

    /// <summary>The file's name.</summary>
    public const string FileName = "signing-key.bin";

    /// <summary>Whether the key exists.</summary>
    public bool Exists => files.Exists(FileName);

    /// <summary>The public half, PEM (SubjectPublicKeyInfo).</summary>
    /// <exception cref="KeysUnavailableException">The key is missing or can't be decrypted.</exception>
    public string PublicKey
    {
        get
        {
            lock (gate)
                return Key.ExportSubjectPublicKeyInfoPem();
        }
    }

    /// <summary>Creates the key of a new installation. Only the server does so, at its first start.</summary>
    public async Task CreateAsync(CancellationToken cancellation)
    {
        using var created = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await files.WriteAsync(FileName, protector.Protect(created.ExportPkcs8PrivateKey()), cancellation).ConfigureAwait(false);
    }

    /// <summary>Signs data; the signature is DER (RFC 3279), as openssl reads it.</summary>
    /// <exception cref="KeysUnavailableException">The key is missing or can't be decrypted.</exception>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (gate)
            return Key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Returns whether the signature is this key's signature of exactly this data.</summary>
    /// <exception cref="KeysUnavailableException">The key is missing or can't be decrypted.</exception>
    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        // A key object serves one thread at a time, and the verification of all chains uses every core.
        var verifier = verifiers.TryTake(out var free) ? free : CreateVerifier();
        try
        {
            return verifier.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        finally
        {
            verifiers.Add(verifier);
        }
    }

    public void Dispose()
    {
        loaded?.Dispose();
        while (verifiers.TryTake(out var verifier))
            verifier.Dispose();
    }

    ECDsa CreateVerifier()
    {
        byte[] half;
        lock (gate)
            half = Key.ExportSubjectPublicKeyInfo();
        var verifier = ECDsa.Create();
        verifier.ImportSubjectPublicKeyInfo(half, out _);
        return verifier;
    }

    // A failure is not cached: the file may be restored while the server runs.
    ECDsa Key => loaded ??= Load();

    ECDsa Load()
    {
        if (!Exists)
            throw new KeysUnavailableException($"The signing key {FileName} is missing in {files.Place}.");
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(protector.Unprotect(files.Read(FileName)), out _);
            return key;
        }
        catch (Exception cause) when (cause is CryptographicException or InvalidOperationException)
        {
            key.Dispose();
            throw new KeysUnavailableException(
                $"The signing key {FileName} in {files.Place} can't be decrypted: it does not belong to the other keys there.",
                cause
            );
        }
    }
}

/// <summary>The keys that protect the records are missing, damaged or from another installation.</summary>
internal sealed class KeysUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
