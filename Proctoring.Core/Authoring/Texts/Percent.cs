using System.Globalization;
using System.Text.RegularExpressions;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Texts;

/// <summary>Reads numbers of imported files.</summary>
internal static partial class Percent
{
    /// <summary>Reads a percentage such as "33.33333" as a share; null if it is no number.</summary>
    public static decimal? Share(string text) =>
        Decimal(text) is not { } percent ? null
        // Thirds, sixths and so on are written with five digits and must add up to 1.
        : Math.Abs(percent - Nearest(percent)) < 0.01m ? Nearest(percent) / 100
        : percent / 100;

    /// <summary>No value of a file is larger, and arithmetic with larger ones could overflow.</summary>
    const decimal Largest = 1_000_000_000_000_000;

    /// <summary>The decimals that count; a smaller divisor could make a quotient overflow.</summary>
    const int Decimals = 10;

    /// <summary>Reads a decimal number with a point or a comma; null if it is none or too large.</summary>
    public static decimal? Decimal(string text)
    {
        text = Plain(text);
        return
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= Largest
            ? Math.Round(number, Decimals)
            : null;
    }

    /// <summary>Reads a finite number with a point or a comma; null if it is none.</summary>
    public static double? Double(string text)
    {
        text = Plain(text);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;
    }

    /// <summary>The notice about a number whose comma may separate thousands, such as 1,234; null for any other number.</summary>
    public static string? CommaNotice(string text) =>
        Thousands().IsMatch(text.Trim())
            ? $"The comma of “{text.Trim()}” was read as a decimal comma. Leave it out if it separates thousands."
            : null;

    /// <summary>The number with a decimal point, in the digits and signs of programs: word processors write − for -.</summary>
    static string Plain(string text)
    {
        text = QuestionScoring.Plain(text);
        return text.Contains('.', StringComparison.Ordinal) ? text : text.Replace(',', '.');
    }

    [GeneratedRegex(@"\A[+-]?[1-9]\d{0,2},\d{3}\z")]
    private static partial Regex Thousands();

    static decimal Nearest(decimal percent)
    {
        foreach (var parts in (ReadOnlySpan<int>)[3, 6, 7, 9, 11, 12])
        {
            var exact = Math.Round(percent * parts / 100) * 100 / parts;
            if (Math.Abs(percent - exact) < 0.0005m)
                return exact;
        }

        return Math.Round(percent, 4);
    }
}
