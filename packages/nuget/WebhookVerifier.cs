using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JobGenie.Proctoring.Client;

/// <summary>Verifies the messages of webhooks (Standard Webhooks). Threads may share one.</summary>
public sealed class WebhookVerifier
{
    const string SecretPrefix = "whsec_";
    const string Version = "v1,";

    readonly byte[][] keys;
    readonly TimeProvider time;

    /// <summary>Creates a verifier.</summary>
    /// <param name="secret">The secret of the webhook, whsec_….</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <exception cref="ArgumentException">The secret has another form.</exception>
    public WebhookVerifier(string secret, TimeProvider? time = null)
        : this([secret], time) { }

    /// <summary>Creates a verifier that accepts the messages of several webhooks, for example while one replaces another.</summary>
    /// <param name="secrets">The secrets.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <exception cref="ArgumentException">There is no secret, or one has another form.</exception>
    public WebhookVerifier(IEnumerable<string> secrets, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        keys = [.. secrets.Select(Key)];
        if (keys.Length == 0)
            throw new ArgumentException("There is no secret.", nameof(secrets));
        this.time = time ?? TimeProvider.System;
    }

    /// <summary>How old a message may be, and how far ahead its clock; five minutes by default.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Verifies a message and reads it.</summary>
    /// <param name="body">The bytes of the body as they arrived. A body that was parsed and written again has another signature.</param>
    /// <param name="id">The header webhook-id.</param>
    /// <param name="timestamp">The header webhook-timestamp.</param>
    /// <param name="signatures">The header webhook-signature.</param>
    /// <exception cref="WebhookVerificationException">The message is not genuine, or too old. Answer 400.</exception>
    public WebhookMessage Verify(ReadOnlySpan<byte> body, string? id, string? timestamp, string? signatures)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatures))
            throw new WebhookVerificationException("The headers webhook-id, webhook-timestamp and webhook-signature are required.");
        if (
            !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((double)time.GetUtcNow().ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds
        )
            throw new WebhookVerificationException("The message is too old, or its time is wrong.");
        var signed = new byte[Encoding.UTF8.GetByteCount(id) + timestamp.Length + 2 + body.Length];
        var length = Encoding.UTF8.GetBytes($"{id}.{timestamp}.", signed);
        body.CopyTo(signed.AsSpan(length));
        if (!IsSigned(signed, signatures))
            throw new WebhookVerificationException("The signature is wrong.");
        return Read(body, id);
    }

    /// <summary>Compares in constant time.</summary>
    bool IsSigned(byte[] signed, string signatures)
    {
        var genuine = false;
        foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var given = new byte[HMACSHA256.HashSizeInBytes];
            if (
                !signature.StartsWith(Version, StringComparison.Ordinal)
                || !Convert.TryFromBase64String(signature[Version.Length..], given, out var length)
                || length != given.Length
            )
                continue;
            foreach (var key in keys)
                genuine |= CryptographicOperations.FixedTimeEquals(given, HMACSHA256.HashData(key, signed));
        }

        return genuine;
    }

    static WebhookMessage Read(ReadOnlySpan<byte> body, string id)
    {
        try
        {
            var message = JsonSerializer.Deserialize<Body>(body, ProctoringJson.Options)!;
            return new WebhookMessage(id, message.Type, message.Timestamp, message.Data);
        }
        catch (JsonException cause)
        {
            throw new WebhookVerificationException("The message is signed, but it is not an event.", cause);
        }
    }

    static byte[] Key(string secret)
    {
        var key = new byte[secret?.Length ?? 0];
        return
            secret?.StartsWith(SecretPrefix, StringComparison.Ordinal) == true
            && Convert.TryFromBase64String(secret[SecretPrefix.Length..], key, out var length)
            && length > 0
            ? key[..length]
            : throw new ArgumentException("The secret must be whsec_ followed by base64.", nameof(secret));
    }

    sealed record Body(string Type, DateTimeOffset Timestamp, JsonElement Data);
}

/// <summary>A message of a webhook is not genuine, or too old.</summary>
public sealed class WebhookVerificationException : Exception
{
    internal WebhookVerificationException(string message, Exception? cause = null)
        : base(message, cause) { }
}
