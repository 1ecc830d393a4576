using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Api;

/// <summary>The token endpoint of OAuth 2.0 for the grant "client_credentials" (RFC 6749, 4.4): the id and secret of an API key for a
/// short-lived access token.</summary>
internal sealed partial class TokenEndpoint(
    ApiCallers callers,
    CallerLookup keys,
    ApiLimits limits,
    AccessTokens tokens,
    ILogger<TokenEndpoint> log
)
{
    public const string Path = "/oauth/token";

    const int LargestBody = 8 * 1024;

    static readonly string[] Parameters = ["grant_type", "scope", "client_id", "client_secret"];

    static readonly FormOptions Form = new() { ValueCountLimit = 20, ValueLengthLimit = LargestBody };

    public static void Map(IEndpointRouteBuilder routes)
    {
        RequestDelegate answer = context => context.RequestServices.GetRequiredService<TokenEndpoint>().AnswerAsync(context);
        routes.MapPost(Path, answer);
        routes.Map(
            Path,
            context =>
            {
                context.Response.Headers.Allow = HttpMethods.Post;
                return WriteErrorAsync(context, StatusCodes.Status405MethodNotAllowed, TokenError.InvalidRequest, "Send a POST");
            }
        );
    }

    async Task AnswerAsync(HttpContext context)
    {
        try
        {
            var form = await ReadFormAsync(context);
            var caller = await ProveAsync(context, form);
            if (form["grant_type"].ToString() is var grant and not "client_credentials")
                throw grant.Length == 0
                    ? new TokenRefusedException(TokenError.InvalidRequest, "grant_type is required")
                    : new TokenRefusedException(TokenError.UnsupportedGrantType, "grant_type must be client_credentials");
            var scopes = ScopesOf(caller, form["scope"].ToString());
            await WriteAsync(
                context,
                StatusCodes.Status200OK,
                new
                {
                    access_token = tokens.Issue(caller.KeyId!.Value, scopes),
                    token_type = "Bearer",
                    expires_in = (int)AccessTokens.Lifetime.TotalSeconds,
                    scope = string.Join(' ', scopes),
                }
            );
        }
        catch (TokenRefusedException refused) when (refused.Error == TokenError.InvalidClient)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"JobGenie Proctoring\"";
            await WriteErrorAsync(context, StatusCodes.Status401Unauthorized, refused.Error, refused.Message);
        }
        catch (TokenRefusedException refused)
        {
            await WriteErrorAsync(context, StatusCodes.Status400BadRequest, refused.Error, refused.Message);
        }
        catch (TooOftenException often)
        {
            var seconds = (int)Math.Ceiling(Math.Max(1, often.RetryAfter.TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await WriteErrorAsync(context, StatusCodes.Status429TooManyRequests, TokenError.TemporarilyUnavailable, often.Message);
        }
        catch (Exception cause) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await FailAsync(context, cause);
        }
    }

    /// <summary>Answers a failure of this server in the format of the endpoint: a client cannot read a page.</summary>
    Task FailAsync(HttpContext context, Exception cause)
    {
        LogFailed(cause, ApiFailures.TraceOf(context));
        if (!StorageFailure.IsUnavailable(cause))
            return WriteErrorAsync(
                context,
                StatusCodes.Status500InternalServerError,
                TokenError.ServerError,
                $"Something broke on the server; its log has more under the {ApiFailures.RequestId} of this call"
            );
        context.Response.Headers.RetryAfter = StorageFailures.Seconds;
        return WriteErrorAsync(
            context,
            StatusCodes.Status503ServiceUnavailable,
            TokenError.TemporarilyUnavailable,
            $"The server can't read its data at the moment; try again in {StorageFailures.Seconds} s"
        );
    }

    [LoggerMessage(LogLevel.Error, "No access token could be issued, trace_id {TraceId}")]
    partial void LogFailed(Exception cause, string traceId);

    static async Task<IFormCollection> ReadFormAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = LargestBody;
        if (!context.Request.HasFormContentType)
            throw new TokenRefusedException(TokenError.InvalidRequest, "The body must be application/x-www-form-urlencoded");
        IFormCollection form;
        try
        {
            form = await new FormFeature(context.Request, Form).ReadFormAsync(context.RequestAborted);
        }
        catch (Exception cause) when (cause is InvalidDataException or BadHttpRequestException)
        {
            throw new TokenRefusedException(TokenError.InvalidRequest, "The form could not be read, or is too large");
        }

        return Parameters.FirstOrDefault(name => form[name].Count > 1) is { } repeated
            ? throw new TokenRefusedException(TokenError.InvalidRequest, $"{repeated} must not be repeated")
            : form;
    }

    async Task<ApiCaller> ProveAsync(HttpContext context, IFormCollection form)
    {
        var client =
            ClientCredentials.Read(context.Request.Headers.Authorization.ToString(), form)
            ?? throw new TokenRefusedException(
                TokenError.InvalidClient,
                "The id and the secret of an API key are required, by HTTP Basic or as client_id and client_secret"
            );
        return await callers.ProveAsync(
                context,
                found => limits.KeysOf(found.Limits.CallsPerMinute),
                client.Secret,
                async (secret, cancellation) =>
                    await keys.ByKeyAsync(secret, cancellation) is { } found
                    && Guid.TryParse(client.Id, out var id)
                    && id == found.KeyId
                        ? found
                        : null
            )
            ?? throw new TokenRefusedException(
                TokenError.InvalidClient,
                "The id and the secret do not belong together, or the API key was revoked or has expired"
            );
    }

    /// <summary>The scopes that the client asks for; all of the key by default.</summary>
    static IReadOnlyList<string> ScopesOf(ApiCaller caller, string asked)
    {
        if (asked.Length == 0)
            return caller.Scopes;
        string[] scopes = [.. asked.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct()];
        if (scopes.Length == 0 || scopes.Any(scope => !caller.Has(scope)))
            throw new TokenRefusedException(TokenError.InvalidScope, $"The scopes of this API key are: {string.Join(' ', caller.Scopes)}");
        return scopes;
    }

    static Task WriteErrorAsync(HttpContext context, int status, string error, string description) =>
        WriteAsync(context, status, new { error, error_description = description });

    static Task WriteAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        context.Response.Headers[ApiFailures.RequestId] = ApiFailures.TraceOf(context);
        return context.Response.WriteAsJsonAsync(body, ApiJson.Options, context.RequestAborted);
    }
}
