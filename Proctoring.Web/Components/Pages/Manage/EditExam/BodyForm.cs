using Proctoring.Core.Exams.Questions;

namespace Proctoring.Web.Components.Pages.Manage.EditExam;

/// <summary>A row of a question's form: a choice, an accepted answer, a pair, an item or a unit.</summary>
public sealed class PartForm
{
    public string Text { get; set; } = "";

    /// <summary>The value in per cent.</summary>
    public decimal Percent { get; set; }

    public string Feedback { get; set; } = "";

    /// <summary>The match of a prompt.</summary>
    public string Match { get; set; } = "";

    /// <summary>The number, or the factor of a unit.</summary>
    public double Number { get; set; }

    public double Tolerance { get; set; }
}

/// <summary>A gap of a question's form.</summary>
public sealed class GapForm
{
    public decimal Weight { get; set; } = 1;

    public BodyForm Body { get; set; } = new() { Type = "short_text" };
}

/// <summary>The task of a question as a form, which keeps the typed text when the type changes.</summary>
public sealed class BodyForm
{
    /// <summary>The types in the order of the list, with their names.</summary>
    public static IReadOnlyList<(string Id, string Name)> Types { get; } =
    [
        ("single_choice", "Single choice"),
        ("multiple_choice", "Multiple choice"),
        ("true_false", "True or false"),
        ("short_text", "Short text"),
        ("number", "Number"),
        ("blanks", "Fill in the blanks"),
        ("matching", "Matching"),
        ("ordering", "Ordering"),
        ("essay", "Essay"),
        ("code", "Code"),
        ("file_upload", "File upload"),
    ];

    public string Type { get; set; } = "single_choice";

    public List<PartForm> Choices { get; set; } = [new PartForm { Percent = 100 }, new PartForm()];

    public List<PartForm> Accepted { get; set; } = [new PartForm { Percent = 100 }];

    public List<PartForm> Units { get; set; } = [];

    public List<PartForm> Pairs { get; set; } = [new PartForm(), new PartForm()];

    public List<PartForm> Distractors { get; set; } = [];

    public List<PartForm> Items { get; set; } = [new PartForm(), new PartForm()];

    public List<GapForm> Gaps { get; set; } = [];

    public bool Shuffle { get; set; } = true;

    public bool AllOrNothing { get; set; }

    public bool CaseSensitive { get; set; }

    public bool ExactSpaces { get; set; }

    public bool IsTrue { get; set; } = true;

    public string FeedbackTrue { get; set; } = "";

    public string FeedbackFalse { get; set; } = "";

    public string Rubric { get; set; } = "";

    public int? MaxWords { get; set; }

    public string Language { get; set; } = "";

    public string Template { get; set; } = "";

    /// <summary>The extensions, separated by spaces or commas.</summary>
    public string Extensions { get; set; } = ".pdf";

    public decimal MaxKilobytes { get; set; } = 10_000;

    public QuestionBody ToBody() =>
        Type switch
        {
            "single_choice" => new SingleChoice(ChoicesOf(), Shuffle),
            "multiple_choice" => new MultipleChoice(ChoicesOf(), AllOrNothing, Shuffle),
            "true_false" => new TrueFalse(IsTrue, FeedbackTrue, FeedbackFalse),
            "short_text" => new ShortText(
                [.. Accepted.Select(part => new AcceptedText(part.Text, part.Percent / 100, part.Feedback))],
                CaseSensitive,
                ExactSpaces
            ),
            "number" => new NumberEntry(
                [.. Accepted.Select(part => new AcceptedNumber(part.Number, part.Tolerance, part.Percent / 100, part.Feedback))],
                [.. Units.Select(part => new NumberUnit(part.Text.Trim(), part.Number))]
            ),
            "blanks" => new Blanks([.. Gaps.Select(gap => new Gap(gap.Body.ToBody(), gap.Weight))]),
            "matching" => new Matching(
                [.. Pairs.Select(part => new MatchPair(part.Text, part.Match))],
                [.. Distractors.Select(part => part.Text)]
            ),
            "ordering" => new Ordering([.. Items.Select(part => part.Text)]),
            "essay" => new Essay(Rubric, MaxWords),
            "code" => new CodeEntry(Language.Trim(), Template, Rubric),
            _ => new FileUpload(
                [.. Extensions.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries).Select(name => name.ToLowerInvariant())],
                (int)Math.Clamp(MaxKilobytes * 1000, 1, int.MaxValue),
                Rubric
            ),
        };

    public static BodyForm Of(QuestionBody body)
    {
        var form = new BodyForm();
        switch (body)
        {
            case SingleChoice single:
                (form.Type, form.Choices, form.Shuffle) = ("single_choice", Parts(single.Choices), single.Shuffle);
                break;
            case MultipleChoice multiple:
                (form.Type, form.Choices, form.Shuffle) = ("multiple_choice", Parts(multiple.Choices), multiple.Shuffle);
                form.AllOrNothing = multiple.AllOrNothing;
                break;
            case TrueFalse statement:
                (form.Type, form.IsTrue) = ("true_false", statement.Correct);
                (form.FeedbackTrue, form.FeedbackFalse) = (statement.FeedbackTrue, statement.FeedbackFalse);
                break;
            case ShortText text:
                (form.Type, form.CaseSensitive, form.ExactSpaces) = ("short_text", text.CaseSensitive, text.ExactSpaces);
                form.Accepted = [.. text.Accepted.Select(one => Part(one.Text, one.Fraction, one.Feedback))];
                break;
            case NumberEntry number:
                form.Type = "number";
                form.Accepted = [.. number.Accepted.Select(Part)];
                form.Units = [.. number.Units.Select(unit => new PartForm { Text = unit.Name, Number = unit.Factor })];
                break;
            case Blanks blanks:
                form.Type = "blanks";
                form.Gaps = [.. blanks.Gaps.Select(gap => new GapForm { Weight = gap.Weight, Body = Of(gap.Body) })];
                break;
            case Matching matching:
                form.Type = "matching";
                form.Pairs = [.. matching.Pairs.Select(pair => new PartForm { Text = pair.Prompt, Match = pair.Match })];
                form.Distractors = [.. matching.Distractors.Select(text => new PartForm { Text = text })];
                break;
            case Ordering ordering:
                (form.Type, form.Items) = ("ordering", [.. ordering.Items.Select(text => new PartForm { Text = text })]);
                break;
            case Essay essay:
                (form.Type, form.Rubric, form.MaxWords) = ("essay", essay.Rubric, essay.MaxWords);
                break;
            case CodeEntry code:
                (form.Type, form.Rubric, form.Language, form.Template) = ("code", code.Rubric, code.Language, code.Template);
                break;
            case FileUpload upload:
                (form.Type, form.Rubric, form.MaxKilobytes) = ("file_upload", upload.Rubric, upload.MaxBytes / 1000m);
                form.Extensions = string.Join(' ', upload.Extensions);
                break;
        }

        return form;
    }

    List<Choice> ChoicesOf() => [.. Choices.Select(part => new Choice(part.Text, part.Percent / 100, part.Feedback))];

    static List<PartForm> Parts(IEnumerable<Choice> choices) =>
        [.. choices.Select(choice => Part(choice.Text, choice.Fraction, choice.Feedback))];

    static PartForm Part(string text, decimal fraction, string feedback) =>
        new()
        {
            Text = text,
            Percent = fraction * 100,
            Feedback = feedback,
        };

    static PartForm Part(AcceptedNumber one) =>
        new()
        {
            Number = one.Value,
            Tolerance = one.Tolerance,
            Percent = one.Fraction * 100,
            Feedback = one.Feedback,
        };
}
