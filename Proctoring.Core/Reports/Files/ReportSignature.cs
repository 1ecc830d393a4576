using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Proctoring.Core.Storage.Keys;

namespace Proctoring.Core.Reports.Files;

/// <summary>Signs report files and checks whether this installation signed a file. The signature is a separate file beside the
/// report.</summary>
internal sealed class ReportSigner(SigningKey key)
{
    const string Algorithm = "ECDSA-P256-SHA256";

    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The public half of the key, PEM.</summary>
    public string PublicKey => key.PublicKey;

    /// <summary>The signature file of a report.</summary>
    /// <param name="file">The report.</param>
    /// <param name="asOf">Of when it is, UTC.</param>
    public ReportFile Sign(ReportFile file, DateTime asOf)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(file.Content));
        var time = asOf.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        var signature = new ReportSignature(
            Algorithm,
            file.Name,
            hash,
            time,
            Convert.ToBase64String(key.Sign(Statement(file.Name, hash, time))),
            key.PublicKey
        );
        return new ReportFile($"{file.Name}.sig", "application/json", JsonSerializer.SerializeToUtf8Bytes(signature, Options));
    }

    /// <summary>Checks a file against a signature file.</summary>
    public SignatureFinding Check(byte[] content, byte[] signatureFile)
    {
        var found = FindSignature(signatureFile);
        return found.State == SignatureState.Genuine ? Compare(found, SHA256.HashData(content)) : found;
    }

    /// <summary>Checks a file against a signature file, without reading the file into memory.</summary>
    public async Task<SignatureFinding> CheckAsync(Stream content, byte[] signatureFile, CancellationToken cancellation)
    {
        var found = FindSignature(signatureFile);
        return found.State == SignatureState.Genuine
            ? Compare(found, await SHA256.HashDataAsync(content, cancellation).ConfigureAwait(false))
            : found;
    }

    static SignatureFinding Compare(SignatureFinding found, byte[] hash) =>
        Convert.ToHexStringLower(hash) == found.Signature!.Sha256 ? found : found with { State = SignatureState.Changed };

    /// <summary>Whether a signature file is this installation's.</summary>
    SignatureFinding FindSignature(byte[] signatureFile)
    {
        ReportSignature? signature;
        try
        {
            signature = JsonSerializer.Deserialize<ReportSignature>(signatureFile, Options);
        }
        catch (JsonException)
        {
            return new SignatureFinding(SignatureState.NotASignature, null);
        }

        if (signature is not { Algorithm: Algorithm, File.Length: > 0, Sha256.Length: > 0, AsOf.Length: > 0, Signature.Length: > 0 })
            return new SignatureFinding(SignatureState.NotASignature, null);
        return new SignatureFinding(HasSigned(signature) ? SignatureState.Genuine : SignatureState.AnotherKey, signature);
    }

    bool HasSigned(ReportSignature signature)
    {
        try
        {
            return key.Verifies(Statement(signature.File, signature.Sha256, signature.AsOf), Convert.FromBase64String(signature.Signature));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    static byte[] Statement(string file, string hash, string asOf) =>
        Encoding.UTF8.GetBytes($"proctoring-report-v1\n{file}\n{hash}\n{asOf}\n");
}

/// <summary>What a signature file holds. Signed are the four lines "proctoring-report-v1", file, sha256 and asOf, each with a line feed at
/// its end.</summary>
/// <param name="Algorithm">ECDSA over P-256 with SHA-256.</param>
/// <param name="File">The report's file name.</param>
/// <param name="Sha256">The report's hash, lower-case hex.</param>
/// <param name="AsOf">Of when the report is, UTC.</param>
/// <param name="Signature">DER, base64.</param>
/// <param name="PublicKey">PEM. Trust it only if the installation itself shows the same key.</param>
internal sealed record ReportSignature(string Algorithm, string File, string Sha256, string AsOf, string Signature, string PublicKey);

/// <summary>What a check found.</summary>
internal sealed record SignatureFinding(SignatureState State, ReportSignature? Signature);

/// <summary>The relation of a file to its signature.</summary>
internal enum SignatureState
{
    /// <summary>It is as this installation wrote it.</summary>
    Genuine,

    /// <summary>The signature is ours, the file is not the one that was signed.</summary>
    Changed,

    /// <summary>The signature is not this installation's, or was changed.</summary>
    AnotherKey,

    /// <summary>The second file is no signature file.</summary>
    NotASignature,
}
