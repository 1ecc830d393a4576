using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Authoring.Csv;

/// <summary>Recognises the columns by their names.</summary>
internal static partial class CsvColumns
{
    /// <summary>Returns the contents of the columns; null if the row is no header.</summary>
    public static CsvColumn[]? Of(IReadOnlyList<string> header)
    {
        var names = header.Select(Normalized).ToList();
        var columns = names.Select(Of).ToArray();
        // Several columns "Option" are the choices one by one.
        foreach (var (at, name) in names.Index())
        {
            var isRepeated = CsvColumnNames.Repeated.Contains(name) && names.Count(other => other == name) > 1;
            if (isRepeated && columns[at] is CsvColumn.Other or CsvColumn.Choices)
                columns[at] = CsvColumn.Choice;
        }

        // One known name may stand in a row of content by chance.
        return columns.Contains(CsvColumn.Text) && (columns.Count(column => column != CsvColumn.Other && column != CsvColumn.Number) > 1)
            ? columns
            : null;
    }

    static CsvColumn Of(string name)
    {
        foreach (var (column, names) in CsvColumnNames.Known)
        {
            if (names.Contains(name))
                return column;
        }

        return ChoiceName().IsMatch(name) ? CsvColumn.Choice
            : WrongName().IsMatch(name) ? CsvColumn.Wrong
            : CsvColumn.Other;
    }

    /// <summary>Lower case, words separated by single spaces, without the hint after a dash ("Question - max 120 characters").</summary>
    static string Normalized(string name)
    {
        // Some systems write é as two characters; the vowels of Hindi are marks of their own.
        name = Hint().Replace(TextCharacters.Normalized(name).Trim(), "");
        var result = new StringBuilder();
        foreach (var character in name.ToLowerInvariant())
            result.Append(IsPart(character) ? character : ' ');
        return Spaces().Replace(result.ToString(), " ").Trim();
    }

    static bool IsPart(char character) =>
        char.IsLetterOrDigit(character)
        || character == '#'
        || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>The letter or number of a choice, as in "Option (A)", is no hint.</summary>
    [GeneratedRegex(@"\s+[-–(](?!\s*(?:\p{L}|\d{1,2})\)?\z).*\z", RegexOptions.Singleline)]
    private static partial Regex Hint();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();

    [GeneratedRegex(
        @"\A(?:option|choice|answer|alternative|opcion|opción|respuesta|antwort|réponse|choix|proposition|risposta|opzione|scelta|resposta"
            + @"|item|pair|选项|选择|विकल्प|उत्तर|الخيار|خيار|اختيار|الإجابة|إجابة)(?: ?(?:option|choice))? ?"
            + @"(?:[a-jاأبجدهوकखगघ]|\d{1,2})\z|\A[a-jأبجدकखगघ]\z"
    )]
    private static partial Regex ChoiceName();

    [GeneratedRegex(@"\A(?:(?:wrong|incorrect|false) (?:answer|option|choice)s?|distractor) ?\d{0,2}\z")]
    private static partial Regex WrongName();
}
