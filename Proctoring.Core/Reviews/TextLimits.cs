using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;

namespace Proctoring.Core.Reviews;

/// <summary>Checks texts from users before they are stored.</summary>
internal static class TextLimits
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    /// <summary>Returns the text without surrounding blanks.</summary>
    /// <exception cref="ValidationException">It is empty or too long; the message names the field in the reader's language.</exception>
    public static string Required(string? text, string field, int longest) =>
        Optional(text, field, longest) ?? throw new ShownRefusalException(L[$"Limit_Required_{field}"]);

    /// <inheritdoc cref="TextCharacters.Storable" />
    public static string? Clean(string? text, bool lines = false) => text is null ? null : TextCharacters.Storable(text, lines);

    /// <summary>Returns the text without surrounding blanks; null for an empty one.</summary>
    /// <exception cref="ValidationException">It is too long; the message names the field.</exception>
    public static string? Optional(string? text, string field, int longest)
    {
        var trimmed = Clean(text, lines: true)?.Trim();
        if (string.IsNullOrEmpty(trimmed))
            return null;
        return trimmed.Length <= longest ? trimmed : throw new ShownRefusalException(L[$"Limit_TooLong_{field}", longest]);
    }
}
