using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Authoring;

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
/// <param name="Message">The mistake and its remedy.</param>
internal sealed record FileMistake(string File, int? Line, string? Item, string Message);

/// <summary>A mistake in a field of a call.</summary>
/// <param name="Field">The field of the body, or the query parameter, as the call names it: "violations[2].type".</param>
/// <param name="Message">The mistake, without the field: "is required".</param>
internal sealed record FieldMistake(string Field, string Message);

/// <summary>A call that is refused, with a sentence that its caller can act on.</summary>
internal sealed class CallRefusedException(CallRefusal refusal, string message, string? code = null) : Exception(message)
{
    public CallRefusal Refusal { get; } = refusal;

    /// <summary>One of <see cref="ErrorCodes"/>.</summary>
    public string Code { get; } = code ?? ErrorCodes.Of(refusal);

    /// <summary>The single mistakes, if the call sent a file; otherwise none.</summary>
    public IReadOnlyList<FileMistake> Mistakes { get; init; } = [];

    /// <summary>The fields that the message names; none if it names none.</summary>
    public IReadOnlyList<FieldMistake> Fields { get; init; } = [];

    /// <summary>How long to wait before the next call; null if unknown.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    public static CallRefusedException Invalid(string message) => new(CallRefusal.Invalid, message);

    /// <summary>Refuses one field.</summary>
    /// <param name="field">The field, as the call names it.</param>
    /// <param name="mistake">The mistake: "is required", or a colon and a sentence.</param>
    public static CallRefusedException Field(string field, string mistake) =>
        new(CallRefusal.Invalid, mistake.StartsWith(':') ? field + mistake : $"{field} {mistake}")
        {
            Fields = [new FieldMistake(field, mistake.TrimStart(':', ' '))],
        };

    /// <summary>Refuses several fields.</summary>
    /// <param name="mistakes">At least one mistake.</param>
    /// <param name="more">A sentence after them; null for none.</param>
    public static CallRefusedException Of(IReadOnlyList<FieldMistake> mistakes, string? more = null) =>
        new(
            CallRefusal.Invalid,
            string.Join("; ", mistakes.Select(mistake => $"{mistake.Field} {mistake.Message}").Concat(more is null ? [] : [more]))
        )
        {
            Fields = mistakes,
        };

    /// <summary>The fields of a refusal by another part of the product, whose message begins with "field: ".</summary>
    public static IReadOnlyList<FieldMistake> FieldsOf(ValidationException refusal) =>
        refusal is ContentRefusedException content
            ? [.. content.Problems.Select(problem => new FieldMistake(problem.Field, problem.Message))]
        : refusal.Message.Split(": ", 2) is [var field, var mistake]
        && field.All(letter => char.IsAsciiLetterLower(letter) || letter == '_')
            ? [new FieldMistake(field, mistake)]
        : [];

    public static CallRefusedException NotFound(string message, string? code = null) => new(CallRefusal.NotFound, message, code);

    public static CallRefusedException Conflict(string message, string? code = null) => new(CallRefusal.Conflict, message, code);

    public static CallRefusedException NotAllowed(string message, string? code = null) => new(CallRefusal.NotAllowed, message, code);

    public static CallRefusedException TooOften(string message, TimeSpan retryAfter, string? code = null) =>
        new(CallRefusal.TooOften, message, code) { RetryAfter = retryAfter };

    public static CallRefusedException NotProved(string message, string? code = null) => new(CallRefusal.NotProved, message, code);

    public static CallRefusedException Unavailable(string message) => new(CallRefusal.Unavailable, message);
}
