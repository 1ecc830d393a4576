using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Proctoring.Core.Notifications;

/// <summary>Creates, encrypts and uses the secrets that sign webhooks, as Standard Webhooks describes
/// (https://www.standardwebhooks.com).</summary>
internal sealed class WebhookSecret(IDataProtectionProvider protection)
{
    /// <summary>The prefix of every secret.</summary>
    public const string Mark = "whsec_";

    const int Bytes = 32;

    /// <summary>A secret, the earlier one, and until when that is valid, in seconds since 1970.</summary>
    const int WithEarlier = 2 * Bytes + sizeof(long);

    readonly IDataProtector protector = protection.CreateProtector("Proctoring.Webhooks.v1");

    /// <summary>Creates a secret.</summary>
    /// <returns>The secret, which is shown once, and its encrypted form.</returns>
    public (string Shown, byte[] Stored) Create()
    {
        var secret = RandomNumberGenerator.GetBytes(Bytes);
        return (Mark + Convert.ToBase64String(secret), protector.Protect(secret));
    }

    /// <summary>Creates a secret that takes the place of another one.</summary>
    /// <param name="stored">The earlier secret, encrypted. If it can't be decrypted, it no longer signs.</param>
    /// <param name="until">Until when messages have a signature with the earlier secret as well.</param>
    /// <returns>The secret, which is shown once, and both in encrypted form.</returns>
    public (string Shown, byte[] Stored) Replace(byte[] stored, DateTimeOffset until)
    {
        var (shown, created) = Create();
        try
        {
            var both = new byte[WithEarlier];
            protector.Unprotect(created).CopyTo(both, 0);
            // Zeros follow a shorter secret, as HMAC itself adds them, so its signatures are the same.
            var earlier = protector.Unprotect(stored);
            earlier.AsSpan(0, Math.Min(earlier.Length, Bytes)).CopyTo(both.AsSpan(Bytes));
            BinaryPrimitives.WriteInt64LittleEndian(both.AsSpan(2 * Bytes), until.ToUnixTimeSeconds());
            return (shown, protector.Protect(both));
        }
        catch (CryptographicException)
        {
            // The keys of the server were lost. A new secret makes the webhook work again.
            return (shown, created);
        }
    }

    /// <summary>Signs a message.</summary>
    /// <param name="stored">The encrypted secret, or two.</param>
    /// <param name="id">The id of the message.</param>
    /// <param name="seconds">The time of the attempt, in seconds since 1970.</param>
    /// <param name="payload">The message.</param>
    /// <returns>The signature, or, while an earlier secret is valid too, two that are separated by a space.</returns>
    /// <exception cref="CryptographicException">The secret cannot be decrypted: the keys of the server are lost.</exception>
    public string Sign(byte[] stored, string id, long seconds, string payload)
    {
        var secret = protector.Unprotect(stored);
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}.{payload}"));
        var two = secret.Length == WithEarlier;
        var signature = SignatureOf(two ? secret.AsSpan(0, Bytes) : secret, signed);
        return two && seconds < BinaryPrimitives.ReadInt64LittleEndian(secret.AsSpan(2 * Bytes))
            ? $"{signature} {SignatureOf(secret.AsSpan(Bytes, Bytes), signed)}"
            : signature;
    }

    static string SignatureOf(ReadOnlySpan<byte> secret, byte[] signed) =>
        $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}";
}
