using System.Globalization;
using System.Text.RegularExpressions;
using Proctoring.Core.Authoring;

namespace Proctoring.Web.Components.Pages.Manage.EditExam;

/// <summary>A mistake in an exam in the words of the editor's form. Imports and the API name the fields of the file instead.</summary>
internal static partial class ProblemText
{
    /// <summary>The labels of the form by the names of the fields in a file.</summary>
    static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["slug"] = "Name in the address:",
        ["title"] = "Title:",
        ["language"] = "Language:",
        ["minutes"] = "Time limit:",
        ["questions"] = "The exam",
        ["settings.opens_at"] = "Opening time:",
        ["settings.closes_at"] = "Closing time:",
        ["settings.time_zone"] = "Time zone:",
        ["settings.attempts"] = "Attempts:",
        ["settings.pass_percent"] = "Pass mark:",
        ["points"] = "Points:",
        ["difficulty"] = "Difficulty:",
        ["tags"] = "Tags:",
        ["text"] = "Text:",
        ["accepted"] = "Accepted answers:",
        ["choices"] = "Choices:",
        ["pairs"] = "Pairs:",
        ["distractors"] = "Matches without a prompt:",
        ["items"] = "Items:",
        ["units"] = "Units:",
        ["max_bytes"] = "Largest size:",
        ["extensions"] = "Accepted extensions:",
        ["max_words"] = "Highest number of words:",
    };

    static readonly (string Stored, string Shown)[] Words =
    [
        ("fractions from 0 to 1", "values from 0 to 100 %"),
        ("fractions from -1 to 1", "values from -100 to 100 %"),
        ("the fraction 1", "the value 100 %"),
        ("a positive fraction", "a positive value"),
        ("opens_at", "the opening time"),
        ("closes_at", "the closing time"),
    ];

    /// <summary>The sentence that the author reads.</summary>
    public static string Of(ContentProblem problem)
    {
        var message = Words.Aggregate(problem.Message, (text, word) => text.Replace(word.Stored, word.Shown, StringComparison.Ordinal));
        if (Question().Match(problem.Field) is not { Success: true } match)
            return $"{LabelOf(problem.Field)} {message}";
        var number = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) + 1;
        var field = match.Groups[2].Value;
        return field.Length == 0 ? $"Question {number} {message}" : $"Question {number}: {LabelOf(field)} {message}";
    }

    static string LabelOf(string field) => Labels.GetValueOrDefault(field, field);

    [GeneratedRegex(@"^questions\[(\d{1,9})\]\.?(?:body\.?)?(.*)$")]
    private static partial Regex Question();
}
