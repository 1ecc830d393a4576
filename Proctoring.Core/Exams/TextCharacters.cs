using System.Globalization;
using System.Text;

namespace Proctoring.Core.Exams;

/// <summary>
/// Finds characters that have no place in a name or an id: control characters, and those that are invisible or change the direction of
/// text.
/// </summary>
internal static class TextCharacters
{
    public const string ControlMistake = "has control characters in it";

    /// <summary>Joiners are invisible too, but Persian, the scripts of India and emoji need them.</summary>
    static readonly Rune[] Joiners = [new(0x200C), new(0x200D)];

    /// <summary>Letters and symbols that show nothing.</summary>
    static readonly Rune[] Blank = [new(0x115F), new(0x1160), new(0x2800), new(0x3164), new(0xFFA0)];

    /// <summary>What is wrong with a single-line text, to follow the name of its field; null if nothing is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lines">Whether the text may have several lines.</param>
    public static string? Mistake(string text, bool lines = false)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // Half of a surrogate pair is read as U+FFFD, which nobody types.
            if (rune == Rune.ReplacementChar)
                return "is not valid Unicode";
            if (Rune.IsControl(rune) && !(lines && rune.Value is '\t' or '\n' or '\r'))
                return ControlMistake;
            if (IsHidden(rune))
                return "has invisible or direction-changing characters in it";
        }

        return null;
    }

    static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Format => !Joiners.Contains(rune),
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
            _ => Blank.Contains(rune),
        };
}
