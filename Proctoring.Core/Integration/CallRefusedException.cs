namespace Proctoring.Core.Integration;

/// <summary>The reason why a call is refused.</summary>
internal enum CallRefusal
{
    /// <summary>A field is missing or wrong.</summary>
    Invalid,

    /// <summary>The caller is not authenticated.</summary>
    NotProved,

    /// <summary>The caller may not do this.</summary>
    NotAllowed,

    /// <summary>The subject does not exist, or not for this caller.</summary>
    NotFound,

    /// <summary>The call contradicts the stored state.</summary>
    Conflict,

    /// <summary>The caller exceeds a limit.</summary>
    TooOften,

    /// <summary>A part of the service is unavailable.</summary>
    Unavailable,
}

/// <summary>A call that is refused, with a sentence that its caller can act on.</summary>
internal sealed class CallRefusedException(CallRefusal refusal, string message, string? code = null) : Exception(message)
{
    public CallRefusal Refusal { get; } = refusal;

    /// <summary>One of <see cref="ErrorCodes"/>.</summary>
    public string Code { get; } = code ?? ErrorCodes.Of(refusal);

    /// <summary>How long to wait before the next call; null if unknown.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    public static CallRefusedException Invalid(string message) => new(CallRefusal.Invalid, message);

    public static CallRefusedException NotFound(string message, string? code = null) => new(CallRefusal.NotFound, message, code);

    public static CallRefusedException Conflict(string message, string? code = null) => new(CallRefusal.Conflict, message, code);

    public static CallRefusedException NotAllowed(string message, string? code = null) => new(CallRefusal.NotAllowed, message, code);

    public static CallRefusedException TooOften(string message, TimeSpan retryAfter, string? code = null) =>
        new(CallRefusal.TooOften, message, code) { RetryAfter = retryAfter };

    public static CallRefusedException NotProved(string message, string? code = null) => new(CallRefusal.NotProved, message, code);

    public static CallRefusedException Unavailable(string message) => new(CallRefusal.Unavailable, message);
}
