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

/// <summary>A mistake in a file that a call sent.</summary>
/// <param name="File">The file, with the entry inside an archive after a slash.</param>
/// <param name="Line">The line from 1; null if the format has none.</param>
/// <param name="Item">The question or the field; null if unknown.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record FileMistake(string File, int? Line, string? Item, string Message);

/// <summary>A call that is refused, with a sentence that its caller can act on.</summary>
internal sealed class CallRefusedException(CallRefusal refusal, string message, string? code = null) : Exception(message)
{
    public CallRefusal Refusal { get; } = refusal;

    /// <summary>One of <see cref="ErrorCodes"/>.</summary>
    public string Code { get; } = code ?? ErrorCodes.Of(refusal);

    /// <summary>The single mistakes, if the call sent a file; otherwise none.</summary>
    public IReadOnlyList<FileMistake> Mistakes { get; init; } = [];

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
