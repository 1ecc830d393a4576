using System.Security.Cryptography;
using System.Text;

namespace Proctoring.Core.Exams;

/// <summary>The right to one session: its id and the secret that was handed out when it was opened.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Token">256 random bits, base64url; only its hash is kept.</param>
public sealed record SessionAccess(Guid SessionId, string Token)
{
    /// <summary>A new right to a new session.</summary>
    public static SessionAccess Create(DateTime at) => new(
        Guid.CreateVersion7(at),
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_'));

    /// <summary>What the database keeps of the token: SHA-256, lower-case hex. No salt is needed for 256 random bits.</summary>
    public string TokenHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token)));

    /// <summary>The right in one string, as a browser that calls the API shows it.</summary>
    public string Bearer => $"{SessionId:N}.{Token}";

    /// <summary>Reads what <see cref="Bearer"/> wrote; null where it is nothing of the kind.</summary>
    public static SessionAccess? FromBearer(string text) =>
        text.Length == 32 + 1 + 43 && text[32] == '.' && Guid.TryParseExact(text.AsSpan(0, 32), "N", out var id) ? new SessionAccess(id, text[33..]) : null;
}
