namespace Proctoring.Web.Api;

/// <summary>The error codes of the token endpoint (RFC 6749, 5.2).</summary>
internal static class TokenError
{
    public const string InvalidRequest = "invalid_request";
    public const string InvalidClient = "invalid_client";
    public const string UnsupportedGrantType = "unsupported_grant_type";
    public const string InvalidScope = "invalid_scope";

    /// <summary>Too many requests. The RFC has no code for them at this endpoint, so it is the one of its other endpoint.</summary>
    public const string TemporarilyUnavailable = "temporarily_unavailable";

    /// <summary>An internal error; like <see cref="TemporarilyUnavailable"/>, a code of the other endpoint.</summary>
    public const string ServerError = "server_error";
}

/// <summary>The token endpoint refuses a request.</summary>
internal sealed class TokenRefusedException(string error, string message) : Exception(message)
{
    /// <summary>A code of <see cref="TokenError"/>.</summary>
    public string Error { get; } = error;
}
