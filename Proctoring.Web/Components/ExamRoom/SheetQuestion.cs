using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>A question as the script of the sheet draws it. A text is a string if it is plain, otherwise <see cref="RichText"/>.</summary>
internal sealed record SheetQuestion(
    int Id,
    int Number,
    string Type,
    string? Section,
    decimal Points,
    object Text,
    IReadOnlyList<object> Choices,
    IReadOnlyList<object> Prompts,
    IReadOnlyList<SheetGap> Gaps,
    IReadOnlyList<string> Units,
    int? MaxWords,
    string Language,
    string Template,
    IReadOnlyList<string> Extensions,
    int MaxBytes
)
{
    public static SheetQuestion Of(QuestionView question) =>
        new(
            question.Id,
            question.Number,
            question.Type,
            question.Section,
            question.Points,
            RichText.Of(question.Text),
            [.. question.Choices.Select(RichText.Of)],
            [.. question.Prompts.Select(RichText.Of)],
            [.. question.Gaps.Select(gap => new SheetGap(gap.Type, [.. gap.Choices.Select(RichText.Of)], gap.Units))],
            question.Units,
            question.MaxWords,
            question.Language,
            question.Template,
            question.Extensions,
            question.MaxBytes
        );
}

/// <summary>A gap of a text.</summary>
internal sealed record SheetGap(string Type, IReadOnlyList<object> Choices, IReadOnlyList<string> Units);

/// <summary>A text with a format.</summary>
/// <param name="Text">Without its format, for labels.</param>
/// <param name="Html">Clean HTML.</param>
internal sealed record RichText(string Text, string Html)
{
    public static object Of(string markdown) =>
        ExamMarkdown.Both(markdown) is var (html, plain) ? new RichText(plain, html) : markdown;
}
