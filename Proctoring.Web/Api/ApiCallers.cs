using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Api;

/// <summary>Finds out who calls the API, applies the limits, and refuses callers without the right that an endpoint requires.</summary>
internal sealed class ApiCallers(CallerLookup callers, AccessTokens tokens, ApiLimits limits, RecentProofs recent, ApiOrigins origins)
    : IMiddleware
{
    public const string KeyHeader = "X-Api-Key";

    /// <summary>The limit that applies to the caller.</summary>
    public const string PolicyHeader = "RateLimit-Policy";

    /// <summary>The calls that are left in the present minute.</summary>
    public const string LimitHeader = "RateLimit";

    const string Scheme = "Bearer ";

    /// <summary>The challenge after a wrong token (RFC 6750, 3.1).</summary>
    const string InvalidToken = "Bearer error=\"invalid_token\"";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var right = context.GetEndpoint()?.Metadata.GetMetadata<ApiRight>();
        if (right is { Scope: { } scope })
            context.Features.Set(await AdmitAsync(context, right, scope));
        else
            Count(context, limits.Addresses, NetworkAddress.Of(context));
        await next(context);
    }

    async Task<ApiCaller> AdmitAsync(HttpContext context, ApiRight right, string scope)
    {
        var (key, authorization) = (context.Request.Headers[KeyHeader].ToString(), context.Request.Headers.Authorization.ToString());
        if (key.Length > 0)
        {
            var caller =
                await ProveAsync(context, found => limits.KeysOf(found.Limits.CallsPerMinute), key, callers.ByKeyAsync)
                ?? throw NotProved(context, UnknownKey(key));
            return caller.Has(scope)
                ? caller
                : throw CallRefusedException.NotAllowed($"This API key lacks the scope \"{scope}\"", ErrorCodes.MissingScope);
        }

        if (authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            var bearer = authorization[Scheme.Length..].Trim();
            if (AccessTokens.Looks(bearer))
                return await AdmitTokenAsync(context, bearer, scope);
            var caller =
                await ProveAsync(context, _ => limits.Tokens, bearer, callers.ByTokenAsync)
                ?? throw NotProved(context, UnknownToken(bearer), InvalidToken);
            if (context.Request.Headers.Origin.ToString() is { Length: > 0 } origin && !MayUse(caller, origin))
                throw CallRefusedException.NotAllowed(
                    "Pages of this origin may not use this exam's token; the key that started the exam lists its origins",
                    ErrorCodes.OriginNotAllowed
                );
            return right.Candidates
                ? caller
                : throw CallRefusedException.NotAllowed("A session token does not allow this; an API key is needed");
        }

        Count(context, limits.Addresses, NetworkAddress.Of(context));
        if (!origins.Open || !right.Openly || (right.Candidates && !origins.OpenByNumber))
            throw NotProved(
                context,
                right.Candidates
                    ? "An API key (X-Api-Key) or a session token (Authorization: Bearer) is needed"
                    : "An API key (X-Api-Key) is needed"
            );
        return origins.AllowsOpenly(context.Request)
            ? ApiCaller.Anybody
            : throw CallRefusedException.NotAllowed(
                "Pages of this origin may not call; the operator lists it in Proctoring:Api:AllowedOrigins",
                ErrorCodes.OriginNotAllowed
            );
    }

    /// <summary>Explains why a key is not accepted. A value that belongs elsewhere is recognised by its form alone.</summary>
    static string UnknownKey(string key) =>
        key.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? $"{KeyHeader} takes the API key alone, without the word Bearer"
        : SessionAccess.FromBearer(key) is not null || AccessTokens.Looks(key)
            ? $"{KeyHeader} contains a token, not an API key; send it as Authorization: Bearer"
        : "The API key is not known, was revoked or has expired";

    static string UnknownToken(string bearer) =>
        ApiKeyStore.Looks(bearer)
            ? $"Authorization contains an API key, not a token; send it in the header {KeyHeader}"
            : "The session token is not known or has expired";

    async Task<ApiCaller> AdmitTokenAsync(HttpContext context, string token, string scope)
    {
        var caller =
            await ProveAsync(context, found => limits.KeysOf(found.Limits.CallsPerMinute), token, tokens.FindAsync)
            ?? throw NotProved(context, "The access token is not known or has expired, or its API key was revoked", InvalidToken);
        if (caller.Has(scope))
            return caller;
        context.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"";
        throw CallRefusedException.NotAllowed($"This access token lacks the scope \"{scope}\"", ErrorCodes.MissingScope);
    }

    /// <summary>Whether the key that started the exam lets pages of an origin use the exam's token.</summary>
    static bool MayUse(ApiCaller caller, string origin) =>
        caller.Limits.Origins is { Count: 0 }
        || caller.Limits.Origins.Select(WebOrigin.Of).Contains(origin, StringComparer.OrdinalIgnoreCase);

    /// <summary>Counts a call, and reports the number of calls left (draft-ietf-httpapi-ratelimit-headers).</summary>
    static void Count(HttpContext context, ApiLimit limit, string caller)
    {
        var headers = context.Response.Headers;
        headers[PolicyHeader] = string.Create(CultureInfo.InvariantCulture, $"\"calls\";q={limit.PerMinute};w=60");
        headers[LimitHeader] = "\"calls\";r=0";
        headers[LimitHeader] = string.Create(CultureInfo.InvariantCulture, $"\"calls\";r={limit.Call(caller)}");
    }

    /// <summary>
    /// Looks up a key or token. Many wrong ones from one network address are answered with a pause, but a right one from there passes,
    /// because many people may share the address. Far more of them are no longer looked up at all.
    /// </summary>
    public async Task<ApiCaller?> ProveAsync(
        HttpContext context,
        Func<ApiCaller, ApiLimit> limit,
        string proof,
        Func<string, CancellationToken, Task<ApiCaller?>> find
    )
    {
        var address = NetworkAddress.Of(context);
        if (!recent.Contains(proof))
            limits.Lookups.Call(address);
        if (await find(proof, context.RequestAborted) is not { } caller)
        {
            limits.WrongProofs.Call(address);
            return null;
        }

        recent.Add(proof);
        // Counted by what the proof stands for: a wrong one must not use memory.
        Count(context, limit(caller), string.Create(CultureInfo.InvariantCulture, $"{caller.KeyId ?? caller.Access?.SessionId}"));
        return caller;
    }

    static CallRefusedException NotProved(HttpContext context, string message, string challenge = "Bearer")
    {
        context.Response.Headers.WWWAuthenticate = challenge;
        return CallRefusedException.NotProved(message);
    }
}

/// <summary>Reads the caller of a request.</summary>
internal static class ApiCallerFeature
{
    /// <summary>The caller that was admitted.</summary>
    /// <exception cref="InvalidOperationException">The endpoint requires no right, so the caller was not identified.</exception>
    public static ApiCaller Caller(this HttpContext context) =>
        context.Features.Get<ApiCaller>() ?? throw new InvalidOperationException("This endpoint requires no right of its caller.");
}
