using System.Globalization;
using System.Text;

namespace Proctoring.Core.Exams;

/// <summary>Finds characters that do not belong in a name or an id: control characters, invisible characters and those that change the
/// direction of text.</summary>
internal static class TextCharacters
{
    public const string ControlMistake = "contains control characters";

    public const string UnicodeMistake = "is not valid Unicode";

    /// <summary>Joiners are invisible too, but Persian, the scripts of India and emoji need them.</summary>
    static readonly Rune[] Joiners = [new(0x200C), new(0x200D)];

    /// <summary>Letters and symbols that are blank on the screen.</summary>
    static readonly Rune[] Blank = [new(0x115F), new(0x1160), new(0x2800), new(0x3164), new(0xFFA0)];

    /// <summary>Describes the mistake in a single-line text, as a phrase that follows the name of its field; null if there is
    /// none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lines">Whether the text may have several lines.</param>
    public static string? Mistake(string text, bool lines = false)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // Half of a surrogate pair is read as U+FFFD, which users do not type on purpose.
            if (rune == Rune.ReplacementChar)
                return UnicodeMistake;
            if (Rune.IsControl(rune) && !(lines && rune.Value is '\t' or '\n' or '\r'))
                return ControlMistake;
            if (IsHidden(rune))
                return "contains invisible or direction-changing characters";
        }

        return null;
    }

    /// <summary>Removes the characters that <see cref="Mistake"/> finds in a single-line text.</summary>
    public static string Cleaned(string text) =>
        string.Concat(
            text.EnumerateRunes().Where(rune => rune != Rune.ReplacementChar && !Rune.IsControl(rune) && !IsHidden(rune)).Select(Text)
        );

    /// <summary>Returns whether every database can store a text: PostgreSQL stores neither U+0000 nor half of a surrogate pair.</summary>
    public static bool IsStorable(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\0')
                return false;
            if (!char.IsSurrogate(text[at]))
                continue;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
                return false;
            at++;
        }

        return true;
    }

    /// <summary>Removes the characters that a database cannot store, and the other control characters, which users do not type on
    /// purpose.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lines">Whether tabs and line breaks stay.</param>
    public static string Storable(string text, bool lines = false)
    {
        if (text.All(one => !char.IsControl(one) && !char.IsSurrogate(one)))
            return text;
        StringBuilder clean = new(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Half of a surrogate pair is read as U+FFFD.
            if (rune != Rune.ReplacementChar && (!Rune.IsControl(rune) || (lines && rune.Value is '\t' or '\n' or '\r')))
                clean.Append(rune);
        }

        return clean.ToString();
    }

    /// <summary>The first characters of a text, or all of it. Half of a surrogate pair is left out: PostgreSQL does not store it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The most UTF-16 units; at least one.</param>
    public static string Beginning(string text, int length) =>
        text.Length <= length ? text
        : char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)]
        : text[..length];

    /// <summary>The text, or its beginning and an ellipsis if it is longer.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The most UTF-16 units of the result; at least two.</param>
    public static string Shortened(string text, int length) => text.Length <= length ? text : $"{Beginning(text, length - 1)}…";

    /// <summary>Normalizes a text of a candidate or a file. .NET throws for U+FFFE and for half of a surrogate pair; here both become
    /// U+FFFD.</summary>
    public static string Normalized(string text, NormalizationForm form = NormalizationForm.FormC) =>
        string.Concat(text.Replace('\uFFFE', '\uFFFD').EnumerateRunes().Select(Text)).Normalize(form);

    static string Text(Rune rune) => rune.ToString();

    static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Format => !Joiners.Contains(rune),
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
            _ => Blank.Contains(rune),
        };
}
