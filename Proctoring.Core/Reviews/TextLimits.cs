using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;

namespace Proctoring.Core.Reviews;

/// <summary>Checks what somebody wrote before it is kept.</summary>
internal static class TextLimits
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    /// <summary>The text without blanks around it.</summary>
    /// <exception cref="ValidationException">It is empty or too long; the message names the field in the reader's language.</exception>
    public static string Required(string? text, string field, int longest) =>
        Optional(text, field, longest) ?? throw new ValidationException(L[$"Limit_Required_{field}"]);

    /// <summary>The text without what is no character to read: PostgreSQL keeps no U+0000 and no half of a pair, and nobody writes the
    /// others by intent.</summary>
    /// <param name="text">What was written, or stands in an address.</param>
    /// <param name="lines">Whether tabs and ends of lines stay.</param>
    public static string? Clean(string? text, bool lines = false)
    {
        if (text is null || text.All(one => !char.IsControl(one) && !char.IsSurrogate(one)))
            return text;
        StringBuilder clean = new(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // A half of a pair is read as U+FFFD, which nobody types.
            if (rune != Rune.ReplacementChar && (!Rune.IsControl(rune) || (lines && (rune.Value is '\t' or '\n' or '\r'))))
                clean.Append(rune);
        }

        return clean.ToString();
    }

    /// <summary>The text without blanks around it; null for none.</summary>
    /// <exception cref="ValidationException">It is too long; the message names the field.</exception>
    public static string? Optional(string? text, string field, int longest)
    {
        var trimmed = Clean(text, lines: true)?.Trim();
        if (string.IsNullOrEmpty(trimmed))
            return null;
        return trimmed.Length <= longest ? trimmed : throw new ValidationException(L[$"Limit_TooLong_{field}", longest]);
    }
}
