using System.Security.Cryptography;
using System.Text;

namespace Proctoring.Core.Exams;

/// <summary>The right to one session: its id and the secret issued when it was opened.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Token">256 random bits, base64url; only the hash is stored.</param>
public sealed record SessionAccess(Guid SessionId, string Token)
{
    /// <summary>Creates the right to a new session.</summary>
    public static SessionAccess Create(DateTime at) =>
        new(
            Guid.CreateVersion7(at),
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_')
        );

    /// <summary>The stored hash of the token: SHA-256, lower-case hex. 256 random bits need no salt.</summary>
    public string TokenHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token)));

    /// <summary>The right as one string, sent by browsers that call the API.</summary>
    public string Bearer => $"{SessionId:N}.{Token}";

    /// <summary>Parses the format of <see cref="Bearer"/>; null if the text has another format.</summary>
    public static SessionAccess? FromBearer(string text) =>
        text.Length == 32 + 1 + 43 && text[32] == '.' && Guid.TryParseExact(text.AsSpan(0, 32), "N", out var id)
            ? new SessionAccess(id, text[33..])
            : null;
}
