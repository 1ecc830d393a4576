using System.Net;

namespace JobGenie.Proctoring.Client;

/// <summary>The server refused a call, or could not complete it even after the retries.</summary>
public sealed class ProctoringException : Exception
{
    internal ProctoringException(HttpStatusCode status, string code, string message, string? requestId, TimeSpan? retryAfter)
        : base(message) => (Status, Code, RequestId, RetryAfter) = (status, code, requestId, retryAfter);

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>A stable code, such as "already_submitted"; see <see cref="ProctoringErrors"/>. Programs may depend on it.</summary>
    public string Code { get; }

    /// <summary>The fields that the server refused, each with its mistakes; empty if it named none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; internal init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The id under which the server's log has the call.</summary>
    public string? RequestId { get; }

    /// <summary>How long the server asks to wait before the next call.</summary>
    public TimeSpan? RetryAfter { get; }
}

/// <summary>Error codes that callers usually handle. The server's docs/api.md lists all.</summary>
public static class ProctoringErrors
{
    /// <summary>400: a field is missing or wrong.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>401: the API key is unknown, revoked or expired.</summary>
    public const string NotAuthenticated = "not_authenticated";

    /// <summary>401: the client id and the secret do not belong together, or the API key is not valid (OAuth).</summary>
    public const string InvalidClient = "invalid_client";

    /// <summary>400: the API key does not have a scope of <see cref="ProctoringClientOptions.Scope"/> (OAuth).</summary>
    public const string InvalidScope = "invalid_scope";

    /// <summary>401: the face is that of another person.</summary>
    public const string FaceMismatch = "face_mismatch";

    /// <summary>403: the API key lacks the scope.</summary>
    public const string MissingScope = "missing_scope";

    /// <summary>404: there is no such exam for this key.</summary>
    public const string ExamNotFound = "exam_not_found";

    /// <summary>404 or 409: the exam has not ended.</summary>
    public const string ExamUnderWay = "exam_under_way";

    /// <summary>409: the exam has another result.</summary>
    public const string AlreadySubmitted = "already_submitted";

    /// <summary>409: the exam has begun and cannot be cancelled.</summary>
    public const string ExamBegun = "exam_begun";

    /// <summary>409: the Idempotency-Key belongs to another call.</summary>
    public const string IdempotencyKeyReused = "idempotency_key_reused";

    /// <summary>409: the first call with the Idempotency-Key is still under way. The client waits and tries again.</summary>
    public const string CallUnderWay = "call_under_way";

    /// <summary>429: too many calls.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>429: the exam accepts no more events or pictures. The client does not try again.</summary>
    public const string ExamFull = "exam_full";
}
