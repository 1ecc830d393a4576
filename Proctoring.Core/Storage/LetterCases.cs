using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace Proctoring.Core.Storage;

/// <summary>Finds a text in any case of its letters on PostgreSQL, whose lower() converts only A to Z in a database without a locale.
/// SQLite's lower() converts all letters (<see cref="SqliteConnections"/>).</summary>
internal static class LetterCases
{
    /// <summary>The letters beyond ASCII, grouped by their folded form.</summary>
    static readonly ILookup<char, char> Letters = Enumerable
        .Range(0x80, char.MaxValue - 0x80 + 1)
        .Select(code => (char)code)
        .Where(char.IsLetter)
        .ToLookup(Folded);

    /// <summary>A regular expression for <see cref="Regex.IsMatch(string, string)"/> in a query, which finds the text anywhere and in any
    /// case; null if the database's lower() finds it.</summary>
    /// <param name="database">The database of the query.</param>
    /// <param name="text">The text.</param>
    public static string? PatternFor(ProctoringDb database, string text)
    {
        // The letters of ASCII are the same everywhere, and LIKE is faster.
        if (Ascii.IsValid(text) || !database.Database.IsNpgsql())
            return null;
        var pattern = new StringBuilder();
        foreach (var letter in text)
        {
            if (char.IsAsciiLetter(letter))
                pattern.Append('[').Append(char.ToUpperInvariant(letter)).Append(char.ToLowerInvariant(letter)).Append(']');
            else if (char.IsLetter(letter))
                pattern.Append('[').AppendJoin("", Letters[Folded(letter)]).Append(']');
            else
                pattern.Append(Regex.Escape(new string(letter, 1)));
        }

        return pattern.ToString();
    }

    /// <summary>Equal for the letters that differ by case only, such as Σ, σ and ς.</summary>
    static char Folded(char letter) => char.ToUpperInvariant(char.ToLowerInvariant(letter));
}
