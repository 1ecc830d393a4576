using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>Finds out who calls the API, how often, and whether they may; what comes after it knows its caller.</summary>
internal sealed class ApiCallers(CallerLookup book, ApiLimits limits, ApiOrigins origins) : IMiddleware
{
    public const string KeyHeader = "X-Api-Key";

    const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var right = context.GetEndpoint()?.Metadata.GetMetadata<ApiRight>();
        if (right is { Scope: { } scope })
            context.Features.Set(await AdmitAsync(context, right, scope));
        else
            limits.Addresses.Call(AddressOf(context));
        await next(context);
    }

    /// <summary>Where a call comes from.</summary>
    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    async Task<ApiCaller> AdmitAsync(HttpContext context, ApiRight right, string scope)
    {
        var (key, authorization) = (context.Request.Headers[KeyHeader].ToString(), context.Request.Headers.Authorization.ToString());
        if (key.Length > 0)
        {
            var caller = await ProveAsync(context, limits.Keys, key, book.ByKeyAsync) ?? throw NotProved(context, "The API key is not known, was revoked or has expired");
            return caller.Has(scope) ? caller : throw NotAllowed($"This API key lacks the scope \"{scope}\"");
        }

        if (authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            var caller = await ProveAsync(context, limits.Tokens, authorization[Scheme.Length..].Trim(), book.ByTokenAsync)
                ?? throw NotProved(context, "The session token is not known or has expired");
            return right.Candidates ? caller : throw NotAllowed("A session token does not allow this; an API key is needed");
        }

        limits.Addresses.Call(AddressOf(context));
        if (!origins.Open || !right.Openly || (right.Candidates && !origins.OpenByNumber))
            throw NotProved(context, right.Candidates ? "An API key (X-Api-Key) or a session token (Authorization: Bearer) is needed" : "An API key (X-Api-Key) is needed");
        return origins.AllowsOpenly(context.Request) ? ApiCaller.Anybody : throw NotAllowed("Pages of this origin may not call; the operator lists it in Proctoring:Api:AllowedOrigins");
    }

    /// <summary>Looks a proof up. Many wrong ones from one address are answered with a pause; a right one from there always passes, for many may share the address.</summary>
    async Task<ApiCaller?> ProveAsync(HttpContext context, ApiLimit limit, string proof, Func<string, CancellationToken, Task<ApiCaller?>> find)
    {
        limit.Call(proof);
        var caller = await find(proof, context.RequestAborted);
        if (caller is null)
            limits.WrongProofs.Call(AddressOf(context));
        return caller;
    }

    static CallRefusedException NotProved(HttpContext context, string message)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return CallRefusedException.NotProved(message);
    }

    static CallRefusedException NotAllowed(string message) => new(CallRefusal.NotAllowed, message);
}

/// <summary>Reads who calls from a request.</summary>
internal static class ApiCallerFeature
{
    /// <summary>The caller that was let in.</summary>
    public static ApiCaller Caller(this HttpContext context) => context.Features.Get<ApiCaller>() ?? throw new InvalidOperationException("This endpoint asks nothing of its caller.");
}
