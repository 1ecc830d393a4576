using System.Globalization;
using System.Text;
using Proctoring.Core.Authoring.Gift;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Exports;

/// <summary>Writes GIFT; pictures stand inside the texts.</summary>
internal sealed class GiftWriter(ExamContent content)
{
    readonly StringBuilder file = new();
    readonly ExportPictures pictures = new(content);

    public static byte[] Write(ExamContent content)
    {
        var writer = new GiftWriter(content);
        string? section = "";
        foreach (var question in content.Questions.Where(question => !ExportLosses.IsLeftOut(question.Body, ImportFormat.Gift)))
        {
            if (question.Section != section && !string.IsNullOrEmpty(question.Section ?? section))
                writer.file.Append(CultureInfo.InvariantCulture, $"$CATEGORY: {CategoryName.Write(question.Section)}\n\n");
            section = question.Section;
            writer.Append(question);
        }

        return Encoding.UTF8.GetBytes(writer.file.ToString());
    }

    void Append(QuestionContent question)
    {
        if (question.Tags.Count > 0)
            file.Append("// ").AppendJoin(' ', question.Tags.Select(tag => $"[tag:{tag.Replace(']', ')')}]")).Append('\n');
        if (question.Title.Length > 0)
            file.Append(CultureInfo.InvariantCulture, $"::{GiftEscapes.Write(question.Title)}::");
        file.Append(CultureInfo.InvariantCulture, $"[markdown]{Text(question.Text)}{{{Answers(question.Body)}");
        if (question.Explanation.Length > 0)
            file.Append(CultureInfo.InvariantCulture, $"####{Text(question.Explanation)}");
        file.Append("}\n\n");
    }

    string Answers(QuestionBody body) =>
        body switch
        {
            SingleChoice single => string.Concat(single.Choices.Select(choice => Choice(choice, true))),
            MultipleChoice multiple => string.Concat(multiple.Choices.Select(choice => Choice(choice, false))),
            TrueFalse statement => Statement(statement),
            ShortText text => string.Concat(
                text.Accepted.Select(accepted =>
                    $"={Weight(accepted.Fraction, 1)}{GiftEscapes.Write(accepted.Text)}{Feedback(accepted.Feedback)} "
                )
            ),
            NumberEntry number => "#" + string.Concat(number.Accepted.Select(Number)),
            Matching matching => string.Concat(
                matching
                    .Pairs.Select(pair => $"={Side(pair.Prompt)} -> {Side(pair.Match)} ")
                    .Concat(matching.Distractors.Select(text => $"= -> {Side(text)} "))
            ),
            _ => "",
        };

    string Choice(Choice choice, bool single) =>
        single && choice.Fraction == 1
            ? $"={Text(choice.Text)}{Feedback(choice.Feedback)} "
            : $"~{Weight(choice.Fraction, 0)}{Text(choice.Text)}{Feedback(choice.Feedback)} ";

    string Statement(TrueFalse statement)
    {
        var (right, wrong) = statement.Correct
            ? (statement.FeedbackTrue, statement.FeedbackFalse)
            : (statement.FeedbackFalse, statement.FeedbackTrue);
        var feedback = right.Length + wrong.Length > 0 ? $"#{Text(wrong)}#{Text(right)}" : "";
        return (statement.Correct ? "TRUE" : "FALSE") + feedback;
    }

    string Number(AcceptedNumber accepted) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"={Weight(accepted.Fraction, 1)}{accepted.Value:R}:{accepted.Tolerance:R}{Feedback(accepted.Feedback)} "
        );

    static string Weight(decimal share, decimal usual) =>
        share == usual ? "" : string.Create(CultureInfo.InvariantCulture, $"%{share * 100:0.#####}%");

    string Feedback(string text) => text.Length == 0 ? "" : $"#{Text(text)}";

    /// <summary>An arrow in a text would divide the pair at the wrong place.</summary>
    string Side(string text) => Text(text.Replace("->", "-\\>", StringComparison.Ordinal));

    string Text(string markdown) => GiftEscapes.Write(pictures.Replace(markdown, ExportPictures.DataOf));
}
