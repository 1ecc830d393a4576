using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Proctoring.Core.Storage.Chain;

/// <summary>
/// The key that this installation signs chains and reports with: ECDSA over P-256 with SHA-256 (FIPS 186-5), made at its first use. The private
/// half lies encrypted beside the other keys; the public half is for everybody.
/// </summary>
internal sealed class SigningKey : IDisposable
{
    const string FileName = "signing-key.bin";

    readonly Lazy<ECDsa> key;
    readonly Lock gate = new();

    public SigningKey(ProctoringPaths paths, IDataProtectionProvider protection) =>
        key = new Lazy<ECDsa>(() => Load(Path.Combine(paths.Keys, FileName), protection.CreateProtector("Proctoring.SigningKey.v1")));

    /// <summary>The public half, PEM (SubjectPublicKeyInfo).</summary>
    public string PublicKey
    {
        get
        {
            lock (gate)
                return key.Value.ExportSubjectPublicKeyInfoPem();
        }
    }

    /// <summary>The signature of data, DER (RFC 3279), as openssl reads it.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (gate)
            return key.Value.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Whether the signature is this key's for exactly this data.</summary>
    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        lock (gate)
            return key.Value.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    public void Dispose()
    {
        if (key.IsValueCreated)
            key.Value.Dispose();
    }

    static ECDsa Load(string path, IDataProtector protector)
    {
        if (!File.Exists(path))
            Create(path, protector);
        var loaded = ECDsa.Create();
        loaded.ImportPkcs8PrivateKey(protector.Unprotect(File.ReadAllBytes(path)), out _);
        return loaded;
    }

    static void Create(string path, IDataProtector protector)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var half = $"{path}.{Guid.NewGuid():N}.part";
        File.WriteAllBytes(half, protector.Protect(made.ExportPkcs8PrivateKey()));
        try
        {
            File.Move(half, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process made one at the same moment: that one holds.
            File.Delete(half);
        }
    }
}
