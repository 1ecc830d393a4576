using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Exports;

/// <summary>Finds what a format cannot express.</summary>
internal static class ExportLosses
{
    /// <summary>Whether a format has no place for a question of this type.</summary>
    public static bool IsLeftOut(QuestionBody body, ImportFormat format) =>
        format switch
        {
            ImportFormat.Gift => body is Blanks or Ordering or CodeEntry or FileUpload,
            ImportFormat.Csv => body is Blanks or CodeEntry or FileUpload,
            _ => false,
        };

    public static IEnumerable<ExportLoss> OfExam(ExamContent content, ImportFormat format)
    {
        var isQti = format == ImportFormat.Qti;
        var kept = isQti ? "the title, the language, the time limit and the pools" : "the questions and their sections";
        yield return new ExportLoss(null, false, $"Of the exam, only {kept} are exported. Use JSON to move a whole exam.");
        if (content.Draws.Count > 0 && format is ImportFormat.Gift or ImportFormat.MoodleXml)
            yield return new ExportLoss(null, false, "Pools are not exported: the other system shows all questions.");
        if (content.Draws.Count > 0 && format == ImportFormat.Csv)
            yield return new ExportLoss(null, false, "A table does not say how many questions of a pool are shown.");
        foreach (var pool in content.Draws.Keys.Where(pool => isQti && PartsOf(content, pool) > 1))
            yield return new ExportLoss(
                null,
                false,
                $"The pool “{pool}” is divided by sections or other questions: each part shows up to {content.Draws[pool]} of its own."
            );
    }

    /// <summary>How many sections of QTI hold the questions of a pool: a section holds consecutive ones of one section.</summary>
    static int PartsOf(ExamContent content, string pool)
    {
        var places = content.Questions.Select(question => (question.Section, question.Pool)).ToList();
        return places.Index().Count(place => place.Item.Pool == pool && (place.Index == 0 || places[place.Index - 1] != place.Item));
    }

    public static IEnumerable<ExportLoss> OfQuestions(ExamContent content, ImportFormat format)
    {
        foreach (var (index, question) in content.Questions.Index())
        {
            if (IsLeftOut(question.Body, format))
                yield return new ExportLoss(
                    index + 1,
                    true,
                    $"A question of the type “{QuestionTypes.NameOf(question.Body)}” is left out."
                );
            else if (Of(question, format).ToList() is { Count: > 0 } losses)
                yield return new ExportLoss(index + 1, false, $"Not exported: {string.Join(", ", losses)}.");
        }
    }

    static IEnumerable<string> Of(QuestionContent question, ImportFormat format)
    {
        if (question.Points != 1 && format == ImportFormat.Gift)
            yield return "the points";
        if (question.Tags.Count > 0 && format == ImportFormat.Qti)
            yield return "the tags";
        if (question.Difficulty is not null && format != ImportFormat.Csv)
            yield return "the difficulty";
        if (HasPicture(question) && format == ImportFormat.Csv)
            yield return "the pictures";
        foreach (var loss in Of(question.Body, format))
            yield return loss;
    }

    static IEnumerable<string> Of(QuestionBody body, ImportFormat format) =>
        body switch
        {
            SingleChoice single => OfChoices(single.Choices, single.Shuffle, format, false),
            MultipleChoice multiple =>
            [
                .. OfChoices(multiple.Choices, multiple.Shuffle, format, true),
                .. multiple.AllOrNothing && format is not ImportFormat.Qti ? new[] { "that only the exact set of choices counts" } : [],
            ],
            TrueFalse statement => format == ImportFormat.Csv && statement.FeedbackTrue.Length + statement.FeedbackFalse.Length > 0
                ? ["the feedback"]
                : [],
            ShortText text => OfText(text, format),
            NumberEntry number => OfNumber(number, format),
            Blanks blanks => OfGaps(blanks, format),
            Essay essay => OfEssay(essay, format),
            CodeEntry code =>
            [
                .. code.Language.Length > 0 && format == ImportFormat.MoodleXml ? new[] { "the programming language" } : [],
                .. code.Template.Length > 0 && format == ImportFormat.Qti ? new[] { "the template" } : [],
            ],
            FileUpload when format == ImportFormat.Qti => ["the file types", "the size limit"],
            _ => [],
        };

    static IEnumerable<string> OfChoices(IReadOnlyList<Choice> choices, bool shuffle, ImportFormat format, bool several)
    {
        if (!shuffle && format == ImportFormat.Gift)
            yield return "the fixed order of the choices";
        if (shuffle && format == ImportFormat.Csv)
            yield return "the shuffling of the choices";
        if (format != ImportFormat.Csv)
            yield break;
        if (choices.Any(choice => choice.Feedback.Length > 0))
            yield return "the feedback";
        var correct = choices.Count(choice => choice.Fraction > 0);
        if (choices.Any(choice => choice.Fraction != 0 && choice.Fraction != (several ? 1m / correct : 1)) || (!several && correct > 1))
            yield return "the value of each choice";
    }

    static IEnumerable<string> OfText(ShortText text, ImportFormat format)
    {
        if (text.ExactSpaces)
            yield return "that spaces count";
        if (text.CaseSensitive && format is ImportFormat.Gift or ImportFormat.Csv)
            yield return "that upper and lower case count";
        if (text.Accepted.Any(accepted => accepted.Feedback.Length > 0) && format is ImportFormat.Qti or ImportFormat.Csv)
            yield return "the feedback";
        if (text.Accepted.Any(accepted => accepted.Fraction != 1) && format == ImportFormat.Csv)
            yield return "the value of each answer";
        if (text.Accepted.Any(accepted => Wildcards.Has(accepted.Text)) && format is ImportFormat.Qti or ImportFormat.Csv)
            yield return "the asterisks that stand for any text";
        if (text.Accepted.Any(accepted => accepted.Fraction == 0) && format == ImportFormat.Qti)
            yield return "the answers without points";
    }

    static IEnumerable<string> OfNumber(NumberEntry number, ImportFormat format)
    {
        if (
            number.Units.Count > 0 && format is ImportFormat.Gift or ImportFormat.Qti
            || number.Units.Count > 1 && format == ImportFormat.Csv
        )
            yield return "the units";
        if (number.Accepted.Count > 1 && format is ImportFormat.Qti or ImportFormat.Csv)
            yield return "all accepted numbers but the first";
        if (number.Accepted.Any(accepted => accepted.Feedback.Length > 0) && format is ImportFormat.Qti or ImportFormat.Csv)
            yield return "the feedback";
    }

    static IEnumerable<string> OfGaps(Blanks blanks, ImportFormat format)
    {
        if (format == ImportFormat.MoodleXml && blanks.Gaps.Any(gap => gap.Weight != decimal.Truncate(gap.Weight)))
            yield return "the fractions of the weights of gaps";
        var losses = blanks.Gaps.SelectMany(gap =>
            gap.Body is NumberEntry { Units.Count: > 0 } ? ["the units of gaps"] : Of(gap.Body, format).Select(loss => $"{loss} (in a gap)")
        );
        foreach (var loss in losses.Distinct())
            yield return loss;
    }

    static IEnumerable<string> OfEssay(Essay essay, ImportFormat format)
    {
        if (essay.Rubric.Length > 0 && format is ImportFormat.Gift or ImportFormat.Csv)
            yield return "the notes for graders";
        if (essay.MaxWords is not null && format is not ImportFormat.MoodleXml)
            yield return "the word limit";
    }

    static bool HasPicture(QuestionContent question) =>
        $"{question.Text} {question.Explanation} {QuestionJson.Write(question.Body)}".Contains(DraftFiles.Scheme, StringComparison.Ordinal);
}
