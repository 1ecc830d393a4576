using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.Extensions.Localization;
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
        Optional(text, field, longest) ?? throw new ValidationException(L[$"Limit_Required_{field}"]);

    /// <summary>Returns the text without unreadable characters: PostgreSQL cannot store U+0000 or half of a surrogate pair, and users do
    /// not type the others on purpose.</summary>
    /// <param name="text">Text from a form or an address.</param>
    /// <param name="lines">Whether tabs and line breaks stay.</param>
    public static string? Clean(string? text, bool lines = false)
    {
        if (text is null || text.All(one => !char.IsControl(one) && !char.IsSurrogate(one)))
            return text;
        StringBuilder clean = new(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Half of a surrogate pair is read as U+FFFD, which users do not type on purpose.
            if (rune != Rune.ReplacementChar && (!Rune.IsControl(rune) || (lines && (rune.Value is '\t' or '\n' or '\r'))))
                clean.Append(rune);
        }

        return clean.ToString();
    }

    /// <summary>Returns the text without surrounding blanks; null for an empty one.</summary>
    /// <exception cref="ValidationException">It is too long; the message names the field.</exception>
    public static string? Optional(string? text, string field, int longest)
    {
        var trimmed = Clean(text, lines: true)?.Trim();
        if (string.IsNullOrEmpty(trimmed))
            return null;
        return trimmed.Length <= longest ? trimmed : throw new ValidationException(L[$"Limit_TooLong_{field}", longest]);
    }
}
