using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>Answers a repeated POST with the answer to the first one, if both have the same Idempotency-Key.</summary>
internal sealed partial class IdempotentCalls(StoredAnswers answers, ILogger<IdempotentCalls> log) : IMiddleware
{
    public const string Header = "Idempotency-Key";

    /// <summary>Set on an answer that was stored.</summary>
    public const string RepeatedHeader = "Idempotent-Replayed";

    const int LongestKey = 255;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !context.Request.Headers.TryGetValue(Header, out var sent))
        {
            await next(context);
            return;
        }

        // An empty key is a mistake of the caller, who relies on it.
        var key = sent.ToString();
        if (key.Length is 0 or > LongestKey || key.Any(character => character is < '!' or > '~'))
            throw CallRefusedException.Field(Header, "must have 1 to 255 visible ASCII characters");
        if (context.Features.Get<ApiCaller>() is not { } caller || caller is { KeyId: null, Access: null })
            throw CallRefusedException.Field(Header, "needs an API key or a session token");
        var call = new IdempotentCall(answers, caller, key, log);
        context.Features.Set(call);
        try
        {
            await next(context);
        }
        catch (AnsweredBeforeException before)
        {
            await RepeatAsync(context, before.Earlier);
        }
        catch
        {
            // Refused: the corrected call may use the key.
            await call.ReleaseAsync();
            throw;
        }
    }

    static async Task RepeatAsync(HttpContext context, EarlierAnswer earlier)
    {
        var response = context.Response;
        (response.StatusCode, response.ContentType) = (earlier.Status, ApiAnswer.ContentType);
        response.Headers[RepeatedHeader] = "true";
        await response.BodyWriter.WriteAsync(earlier.Body, context.RequestAborted);
    }
}

/// <summary>A call with an Idempotency-Key. It claims the key when its body has been read and checked.</summary>
internal sealed partial class IdempotentCall(StoredAnswers answers, ApiCaller caller, string key, ILogger log)
{
    ClaimedCall? claimed;

    /// <summary>Claims the key. From then on the call runs to its end, even if its caller leaves: the repeated call needs its
    /// answer.</summary>
    /// <param name="context">The call.</param>
    /// <param name="body">The fingerprint of the body; empty without one.</param>
    /// <exception cref="AnsweredBeforeException">The call was made before.</exception>
    public async Task ClaimAsync(HttpContext context, byte[] body)
    {
        var request = context.Request;
        var whole = $"{request.Method} {request.Path}{request.QueryString} {Convert.ToHexStringLower(body)}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)));
        (claimed, var earlier) = await answers.ClaimAsync(caller, key, hash, context.RequestAborted);
        if (earlier is not null)
            throw new AnsweredBeforeException(earlier);
        context.RequestAborted = CancellationToken.None;
    }

    /// <summary>Stores the answer.</summary>
    public async Task CompleteAsync(int status, ReadOnlyMemory<byte> body)
    {
        if (claimed is not { } call)
            return;
        claimed = null;
        try
        {
            await answers.CompleteAsync(call, status, body.ToArray());
        }
        catch (Exception cause)
        {
            // The call had its effect, so its caller gets the answer.
            LogNotStored(cause);
        }
    }

    /// <summary>Claims a part of the call. A part has its own answer, so that a call that is repeated after a crash does not repeat the
    /// parts that were made.</summary>
    /// <exception cref="CallRefusedException">The same part is being made.</exception>
    public Task<(ClaimedCall? Claimed, EarlierAnswer? Earlier)> ClaimPartAsync(int index, JsonElement part) =>
        // No key of a caller contains a space.
        answers.ClaimAsync(
            caller,
            string.Create(CultureInfo.InvariantCulture, $"{key} {index}"),
            Convert.ToHexStringLower(JsonFingerprint.Of(part)),
            CancellationToken.None
        );

    /// <summary>Stores the answer of a part.</summary>
    public Task CompletePartAsync(ClaimedCall part, int status, byte[] body) => answers.CompleteAsync(part, status, body);

    /// <summary>Releases a part that failed.</summary>
    public Task ReleasePartAsync(ClaimedCall part) => answers.ReleaseAsync(part);

    /// <summary>Releases the key of a call that failed.</summary>
    public async Task ReleaseAsync()
    {
        if (claimed is not { } call)
            return;
        claimed = null;
        try
        {
            await answers.ReleaseAsync(call);
        }
        catch (Exception cause)
        {
            // The key is free again when its lease has passed.
            LogNotReleased(cause);
        }
    }

    [LoggerMessage(LogLevel.Error, "The answer to a call with an Idempotency-Key could not be stored; a repeated call may run again")]
    partial void LogNotStored(Exception cause);

    [LoggerMessage(LogLevel.Error, "The Idempotency-Key of a failed call could not be released")]
    partial void LogNotReleased(Exception cause);
}

/// <summary>The call was made before, with the same key.</summary>
internal sealed class AnsweredBeforeException(EarlierAnswer earlier) : Exception("The call was made before.")
{
    public EarlierAnswer Earlier { get; } = earlier;
}
