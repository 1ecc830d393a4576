using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace JobGenie.Proctoring.Client;

/// <summary>Requests access tokens by OAuth client credentials (RFC 6749, 4.4) and keeps each until shortly before it expires. Calls share
/// one token, and one request for it.</summary>
sealed class AccessTokenCache(ProctoringClientOptions options, TimeProvider time)
{
    /// <summary>A token is renewed this long before its end, so that it does not end on the way to the server.</summary>
    static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    readonly object gate = new();
    (string Token, DateTimeOffset RenewAt)? current;
    Task<TokenAnswer>? request;

    /// <summary>Gets a token, or the answer that refused one.</summary>
    /// <param name="send">Sends a request to the server.</param>
    /// <param name="cancellation">Stops the wait of this caller. The request continues for the others.</param>
    /// <exception cref="HttpRequestException">The server cannot be reached, or does not answer in time.</exception>
    /// <exception cref="ProctoringException">The answer is not that of a token endpoint.</exception>
    public Task<TokenAnswer> GetAsync(
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send,
        CancellationToken cancellation
    )
    {
        lock (gate)
        {
            if (current is { } kept && time.GetUtcNow() < kept.RenewAt)
                return Task.FromResult(new TokenAnswer(kept.Token, null));
            // On another thread: the request must not complete, and clear the field, before it is stored there.
            request ??= Task.Run(() => RequestAsync(send), CancellationToken.None);
            return request.WaitAsync(cancellation);
        }
    }

    /// <summary>Drops a token that the server refused, unless a newer one has replaced it.</summary>
    public void Drop(string token)
    {
        lock (gate)
        {
            if (current?.Token == token)
                current = null;
        }
    }

    async Task<TokenAnswer> RequestAsync(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send)
    {
        (string Token, DateTimeOffset RenewAt)? fresh = null;
        try
        {
            var asked = time.GetUtcNow();
            using var limit = new CancellationTokenSource(options.AttemptTimeout, time);
            using var message = Message();
            using var response = await send(message, limit.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                return new TokenAnswer(null, RefusedToken.Of(response, body));
            var (token, lifetime) = Read(body) ?? throw NoToken(response);
            fresh = (token, asked + lifetime - (lifetime / 2 < Margin ? lifetime / 2 : Margin));
            return new TokenAnswer(token, null);
        }
        catch (OperationCanceledException late)
        {
            throw new HttpRequestException("The token endpoint of the proctoring server did not answer in time.", late);
        }
        finally
        {
            lock (gate)
            {
                current = fresh;
                request = null;
            }
        }
    }

    HttpRequestMessage Message()
    {
        Dictionary<string, string> form = new() { ["grant_type"] = "client_credentials" };
        if (!string.IsNullOrWhiteSpace(options.Scope))
            form["scope"] = options.Scope;
        // The RFC encodes both parts, because an id may contain a colon.
        var proof = $"{Uri.EscapeDataString(options.ClientId!)}:{Uri.EscapeDataString(options.ClientSecret!)}";
        return new HttpRequestMessage(HttpMethod.Post, options.Server!.AbsoluteUri.TrimEnd('/') + "/oauth/token")
        {
            Content = new FormUrlEncodedContent(form),
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(proof))) },
        };
    }

    static (string Token, TimeSpan Lifetime)? Read(string body)
    {
        try
        {
            var answer = JsonSerializer.Deserialize<Body>(body, ProctoringJson.Options);
            return
                answer is { AccessToken.Length: > 0, ExpiresIn: > 0 }
                && string.Equals(answer.TokenType, "Bearer", StringComparison.OrdinalIgnoreCase)
                ? (answer.AccessToken, TimeSpan.FromSeconds(answer.ExpiresIn))
                : null;
        }
        catch (JsonException)
        {
            // Another server answers at this address.
            return null;
        }
    }

    static ProctoringException NoToken(HttpResponseMessage response) =>
        new(response.StatusCode, "unknown", "The answer of the token endpoint contains no access token. Check the address.", null, null);

    sealed record Body(string? AccessToken, string? TokenType, int ExpiresIn);
}

/// <summary>An access token, or the answer that refused one.</summary>
sealed record TokenAnswer(string? Token, RefusedToken? Refusal);

/// <summary>The answer of the token endpoint to a refused request, which all calls that wait for the token get.</summary>
sealed record RefusedToken(HttpStatusCode Status, string Body, RetryConditionHeaderValue? RetryAfter, string? RequestId)
{
    const string RequestIdHeader = "X-Request-Id";

    public static RefusedToken Of(HttpResponseMessage response, string body) =>
        new(
            response.StatusCode,
            body,
            response.Headers.RetryAfter,
            response.Headers.TryGetValues(RequestIdHeader, out var ids) ? ids.FirstOrDefault() : null
        );

    /// <summary>The answer to a call that needed the token.</summary>
    public HttpResponseMessage AnswerTo(HttpRequestMessage request)
    {
        var response = new HttpResponseMessage(Status) { RequestMessage = request, Content = new StringContent(Body) };
        response.Headers.RetryAfter = RetryAfter;
        if (RequestId is not null)
            response.Headers.Add(RequestIdHeader, RequestId);
        return response;
    }
}
