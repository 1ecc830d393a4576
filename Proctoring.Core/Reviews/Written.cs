using System.ComponentModel.DataAnnotations;

namespace Proctoring.Core.Reviews;

/// <summary>Checks what somebody wrote before it is kept.</summary>
internal static class Written
{
    /// <summary>The text without blanks around it.</summary>
    /// <exception cref="ValidationException">It is empty or too long; the message names the field.</exception>
    public static string Required(string? text, string field, int longest) =>
        Optional(text, field, longest) ?? throw new ValidationException($"{field} is required");

    /// <summary>The text without blanks around it; null for none.</summary>
    /// <exception cref="ValidationException">It is too long; the message names the field.</exception>
    public static string? Optional(string? text, string field, int longest)
    {
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed))
            return null;
        return trimmed.Length <= longest ? trimmed : throw new ValidationException($"{field} is longer than {longest} characters");
    }
}
