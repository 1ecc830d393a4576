using System.Net;
using System.Net.Http.Headers;

namespace JobGenie.Proctoring.Client;

/// <summary>Sends each call with an access token. If the server does not accept the token, it repeats the call once with a new
/// one.</summary>
sealed class AccessTokenHandler(AccessTokenCache tokens) : DelegatingHandler
{
    const string Scheme = "Bearer";

    /// <summary>Returns the server's answer to the call, or that of the token endpoint if it refuses a token.</summary>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var isRepeated = false; ; isRepeated = true)
        {
            var answer = await tokens.GetAsync(base.SendAsync, cancellationToken).ConfigureAwait(false);
            if (answer.Refusal is { } refusal)
                return refusal.AnswerTo(request);
            request.Headers.Authorization = new AuthenticationHeaderValue(Scheme, answer.Token);
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (isRepeated || !IsOfTheToken(response))
                return response;
            response.Dispose();
            tokens.Drop(answer.Token!);
        }
    }

    /// <summary>Whether a 401 concerns the token (RFC 6750, 3.1), and not a face or a password.</summary>
    static bool IsOfTheToken(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.Unauthorized
        && response.Headers.WwwAuthenticate.Any(challenge =>
            string.Equals(challenge.Scheme, Scheme, StringComparison.OrdinalIgnoreCase)
            && challenge.Parameter?.Contains("invalid_token", StringComparison.Ordinal) == true
        );
}
