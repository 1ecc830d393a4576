using System.Text.RegularExpressions;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Authoring;

/// <summary>A mistake in an exam.</summary>
/// <param name="Field">The field, such as "questions[3].body.choices"; questions count from 0.</param>
/// <param name="Message">The mistake, without the field.</param>
public sealed record ContentProblem(string Field, string Message);

/// <summary>Checks whether an exam can be stored and taken.</summary>
public static partial class ExamContentCheck
{
    /// <summary>The most questions of an exam.</summary>
    public const int MostQuestions = 1000;

    /// <summary>The size limit of a picture.</summary>
    public const int LargestFile = 5_000_000;

    static readonly string[] PictureTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>Returns all mistakes; none if the exam can be stored.</summary>
    public static IReadOnlyList<ContentProblem> Problems(ExamContent content)
    {
        List<ContentProblem> problems = [];
        if (!Slug().IsMatch(content.Slug))
            problems.Add(new("slug", "must have 1 to 100 lower-case letters, digits and hyphens"));
        Length("title", content.Title, 1, 200);
        if (TextCharacters.Mistake(content.Title) is { } mistake)
            problems.Add(new("title", mistake));
        Length("description", content.Description, 0, 2000);
        Length("settings.rules", content.Settings.Rules, 0, 4000);
        Length("language", content.Language ?? "", 0, 35);
        if (content.Minutes is < 1 or > 1440)
            problems.Add(new("minutes", "must be from 1 to 1440"));
        if (content.Questions.Count > MostQuestions)
            problems.Add(new("questions", "has more than 1000 questions"));
        SettingsProblems(content.Settings, problems);
        PoolProblems(content, problems);
        foreach (var (index, question) in content.Questions.Index())
            problems.AddRange(QuestionCheck.Problems($"questions[{index}]", question));
        foreach (var (index, file) in content.Files.Index())
        {
            if (file.Content.Length is 0 or > LargestFile)
                problems.Add(new($"files[{index}].content", "must have 1 to 5,000,000 bytes"));
            if (!PictureTypes.Contains(file.ContentType))
                problems.Add(new($"files[{index}].content_type", $"must be one of {string.Join(", ", PictureTypes)}"));
            Length($"files[{index}].name", file.Name, 1, 200);
        }

        return problems;

        void Length(string field, string text, int shortest, int longest) => QuestionCheck.Length(problems, field, text, shortest, longest);
    }

    static void SettingsProblems(ExamSettings settings, List<ContentProblem> problems)
    {
        if (settings.OpensAt >= settings.ClosesAt)
            problems.Add(new("settings.closes_at", "must be later than opens_at"));
        if (settings.OpensAt is { Kind: not DateTimeKind.Utc } || settings.ClosesAt is { Kind: not DateTimeKind.Utc })
            problems.Add(new("settings.opens_at", "must be UTC, and so must closes_at"));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out _) || settings.TimeZone.Length > 64)
            problems.Add(new("settings.time_zone", $"is no known time zone: \"{settings.TimeZone}\""));
        if (settings.Attempts is < 1 or > 1000)
            problems.Add(new("settings.attempts", "must be from 1 to 1000"));
        if (settings.PassPercent is < 0 or > 100)
            problems.Add(new("settings.pass_percent", "must be from 0 to 100"));
        if (settings.Admission == ExamAdmission.Code)
            QuestionCheck.Length(problems, "settings.access_code", TextCharacters.Cleaned(settings.AccessCode ?? ""), 4, 64);
    }

    static void PoolProblems(ExamContent content, List<ContentProblem> problems)
    {
        var sizes = content.Questions.Where(question => question.Pool is not null).CountBy(question => question.Pool!).ToDictionary();
        foreach (var (pool, count) in content.Draws)
        {
            if (!sizes.TryGetValue(pool, out var size))
                problems.Add(new($"draws[{pool}]", "names a pool without questions"));
            else if (count < 1 || count > size)
                problems.Add(new($"draws[{pool}]", $"must be from 1 to {size}, the number of its questions"));
        }
    }

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?\z")]
    private static partial Regex Slug();
}
