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

    readonly IDataProtector protector = protection.CreateProtector("Proctoring.Webhooks.v1");

    /// <summary>Creates a secret.</summary>
    /// <returns>The secret, which is shown once, and its encrypted form.</returns>
    public (string Shown, byte[] Stored) Create()
    {
        var secret = RandomNumberGenerator.GetBytes(Bytes);
        return (Mark + Convert.ToBase64String(secret), protector.Protect(secret));
    }

    /// <summary>Signs a message.</summary>
    /// <param name="stored">The encrypted secret.</param>
    /// <param name="id">The id of the message.</param>
    /// <param name="seconds">The time of the attempt, in seconds since 1970.</param>
    /// <param name="payload">The message.</param>
    /// <exception cref="CryptographicException">The secret cannot be decrypted: the keys of the server are lost.</exception>
    public string Sign(byte[] stored, string id, long seconds, string payload)
    {
        var signed = string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}.{payload}");
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(protector.Unprotect(stored), Encoding.UTF8.GetBytes(signed)))}";
    }
}
