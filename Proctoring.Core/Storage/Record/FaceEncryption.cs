using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Proctoring.Core.Vision;

namespace Proctoring.Core.Storage.Record;

/// <summary>Encrypts face embeddings for the database, and reads them back.</summary>
internal sealed class FaceEncryption(IDataProtectionProvider protection)
{
    readonly IDataProtector protector = protection.CreateProtector("Proctoring.Faces.v1");

    /// <summary>The encrypted form of an embedding.</summary>
    public byte[] Lock(FaceEmbedding face) => protector.Protect(face.ToBytes());

    /// <summary>The embedding; null if it was changed or its key is lost, so that no candidate is compared with damaged data.</summary>
    public FaceEmbedding? Open(byte[] locked)
    {
        try
        {
            return FaceEmbedding.FromBytes(protector.Unprotect(locked));
        }
        catch (Exception cause) when (cause is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
