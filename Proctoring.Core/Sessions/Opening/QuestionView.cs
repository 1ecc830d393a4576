using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>A question as the candidate sees it: without the solution. Texts are Markdown.</summary>
/// <param name="Id">The question.</param>
/// <param name="Number">Its place in the session, from 1.</param>
/// <param name="Text">The question.</param>
/// <param name="Choices">The choices, the matches to choose from or the items to order, as the session shows them.</param>
public sealed record QuestionView(int Id, int Number, string Text, IReadOnlyList<string> Choices)
{
    /// <summary>The type, such as "single_choice".</summary>
    public string Type { get; init; } = "single_choice";

    public string? Section { get; init; }

    public decimal Points { get; init; } = 1;

    /// <summary>The prompts of a matching question.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>The gaps of a text.</summary>
    public IReadOnlyList<GapView> Gaps { get; init; } = [];

    /// <summary>The units of a number.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    /// <summary>The highest number of words of an essay.</summary>
    public int? MaxWords { get; init; }

    /// <summary>The programming language of a code question; empty if any.</summary>
    public string Language { get; init; } = "";

    /// <summary>The text in the editor at the start.</summary>
    public string Template { get; init; } = "";

    /// <summary>The accepted extensions of a file.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>The size limit of a file.</summary>
    public int MaxBytes { get; init; }

    /// <summary>The question as a session shows it.</summary>
    /// <param name="question">The question.</param>
    /// <param name="number">Its place, from 1.</param>
    /// <param name="order">The order of its parts; null for the stored one.</param>
    public static QuestionView Of(Question question, int number, IReadOnlyList<int>? order)
    {
        var body = question.Body;
        var view = new QuestionView(question.Id, number, question.Text, ShownOrder.Show(PartsOf(body), order))
        {
            Type = QuestionJson.TypeOf(body),
            Section = question.Section,
            Points = question.Points,
        };
        return body switch
        {
            NumberEntry entry => view with { Units = [.. entry.Units.Select(unit => unit.Name)] },
            Blanks blanks => view with { Gaps = [.. blanks.Gaps.Select(gap => GapView.Of(gap.Body))] },
            Matching matching => view with { Prompts = [.. matching.Pairs.Select(pair => pair.Prompt)] },
            Essay essay => view with { MaxWords = essay.MaxWords },
            CodeEntry code => view with { Language = code.Language, Template = code.Template },
            FileUpload upload => view with { Extensions = upload.Extensions, MaxBytes = upload.MaxBytes },
            _ => view,
        };
    }

    static IReadOnlyList<string> PartsOf(QuestionBody body) =>
        body switch
        {
            SingleChoice choice => [.. choice.Choices.Select(one => one.Text)],
            MultipleChoice choice => [.. choice.Choices.Select(one => one.Text)],
            Matching matching => matching.Options,
            Ordering ordering => ordering.Items,
            _ => [],
        };
}

/// <summary>A gap of a text.</summary>
/// <param name="Type">The type of its entry: "single_choice", "short_text" or "number".</param>
/// <param name="Choices">The choices.</param>
/// <param name="Units">The units of a number.</param>
public sealed record GapView(string Type, IReadOnlyList<string> Choices, IReadOnlyList<string> Units)
{
    internal static GapView Of(QuestionBody body) =>
        new(
            QuestionJson.TypeOf(body),
            body is SingleChoice choice ? [.. choice.Choices.Select(one => one.Text)] : [],
            body is NumberEntry number ? [.. number.Units.Select(unit => unit.Name)] : []
        );
}
