using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>Issues and reads access tokens, which stand for an API key for an hour. The server's keys sign and encrypt them; none is
/// stored.</summary>
internal sealed class AccessTokens(IDataProtectionProvider protection, CallerLookup callers, TimeProvider time)
{
    /// <summary>How long a token is valid.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>The prefix of every token. It distinguishes the token from a session token, and lets scanners find a leaked one.</summary>
    const string Mark = "jgat_";

    const int Longest = 2000;

    readonly IDataProtector protector = protection.CreateProtector("Proctoring.AccessTokens.v1");

    /// <summary>Whether a bearer token has the form of an access token.</summary>
    public static bool Looks(string bearer) => bearer.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>Issues a token.</summary>
    /// <param name="keyId">The key that the token stands for.</param>
    /// <param name="scopes">The scopes of the token, all of the key.</param>
    public string Issue(Guid keyId, IEnumerable<string> scopes)
    {
        var until = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds();
        return Mark + protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{keyId:N} {until} {string.Join(' ', scopes)}"));
    }

    /// <summary>Finds the caller of a token; null if the token was changed or has expired, or if its key was revoked or has
    /// expired.</summary>
    public async Task<ApiCaller?> FindAsync(string token, CancellationToken cancellation)
    {
        if (Read(token) is not [var id, var until, .. var scopes] || Seconds(until) <= time.GetUtcNow().ToUnixTimeSeconds())
            return null;
        var caller = await callers.ByKeyIdAsync(Guid.ParseExact(id, "N"), cancellation);
        return caller is null ? null : caller with { Scopes = [.. caller.Scopes.Intersect(scopes)] };
    }

    string[]? Read(string token)
    {
        if (!Looks(token) || token.Length > Longest)
            return null;
        try
        {
            return protector.Unprotect(token[Mark.Length..]).Split(' ');
        }
        catch (CryptographicException)
        {
            // Not a token of this server.
            return null;
        }
    }

    static long Seconds(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
