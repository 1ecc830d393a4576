using System.Globalization;
using System.Text;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Authoring;

/// <summary>Proposes the name of an exam in addresses.</summary>
internal static class Slugs
{
    public const int MaxLength = 100;

    /// <summary>The title in lower case with hyphens; "exam" if it has no Latin letter or digit.</summary>
    public static string From(string title)
    {
        var slug = new StringBuilder();
        foreach (var character in TextCharacters.Normalized(title, NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(character))
                slug.Append(character);
            else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
            if (slug.Length == MaxLength)
                break;
        }

        var result = slug.ToString().Trim('-');
        return result.Length == 0 ? "exam" : result;
    }
}
