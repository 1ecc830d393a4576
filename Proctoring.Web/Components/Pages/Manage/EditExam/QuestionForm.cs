using Proctoring.Core.Authoring;

namespace Proctoring.Web.Components.Pages.Manage.EditExam;

/// <summary>A question as a form.</summary>
public sealed class QuestionForm
{
    public string Title { get; set; } = "";

    public string Text { get; set; } = "";

    public string Explanation { get; set; } = "";

    public decimal Points { get; set; } = 1;

    public string Section { get; set; } = "";

    public string Pool { get; set; } = "";

    /// <summary>Parted by commas.</summary>
    public string Tags { get; set; } = "";

    public int? Difficulty { get; set; }

    public BodyForm Body { get; set; } = new();

    public QuestionContent ToContent() =>
        new(Text, Body.ToBody())
        {
            Title = Title.Trim(),
            Explanation = Explanation,
            Points = Points,
            Section = Section.Trim() is { Length: > 0 } section ? section : null,
            Pool = Pool.Trim() is { Length: > 0 } pool ? pool : null,
            Tags = Tags.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Difficulty = Difficulty,
        };

    public static QuestionForm Of(QuestionContent question) =>
        new()
        {
            Title = question.Title,
            Text = question.Text,
            Explanation = question.Explanation,
            Points = question.Points,
            Section = question.Section ?? "",
            Pool = question.Pool ?? "",
            Tags = string.Join(", ", question.Tags),
            Difficulty = question.Difficulty,
            Body = BodyForm.Of(question.Body),
        };
}
