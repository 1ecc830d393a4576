namespace Proctoring.Core.Integration;

/// <summary>Why a call was refused.</summary>
internal enum CallRefusal
{
    /// <summary>Something in it is missing or wrong.</summary>
    Invalid,

    /// <summary>The caller did not prove who they are.</summary>
    NotProved,

    /// <summary>The caller may not do this.</summary>
    NotAllowed,

    /// <summary>What it is about is not there, or not the caller's.</summary>
    NotFound,

    /// <summary>It contradicts what is there.</summary>
    Conflict,

    /// <summary>There was too much of it.</summary>
    TooOften,

    /// <summary>We can't just now.</summary>
    Unavailable,
}

/// <summary>A call that can't be done, with a sentence that its caller can act on.</summary>
internal sealed class CallRefusedException(CallRefusal refusal, string message) : Exception(message)
{
    public CallRefusal Refusal { get; } = refusal;

    /// <summary>When to come again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    public static CallRefusedException Invalid(string message) => new(CallRefusal.Invalid, message);

    public static CallRefusedException NotFound(string message) => new(CallRefusal.NotFound, message);

    public static CallRefusedException Conflict(string message) => new(CallRefusal.Conflict, message);

    public static CallRefusedException NotAllowed(string message) => new(CallRefusal.NotAllowed, message);

    public static CallRefusedException TooOften(string message, TimeSpan retryAfter) => new(CallRefusal.TooOften, message) { RetryAfter = retryAfter };

    public static CallRefusedException NotProved(string message) => new(CallRefusal.NotProved, message);

    public static CallRefusedException Unavailable(string message) => new(CallRefusal.Unavailable, message);
}
