using System.Globalization;
using CsvHelper;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Exports;

/// <summary>Writes a table with a question in each row, in the layout that the import knows.</summary>
internal static class CsvQuestionWriter
{
    static readonly string[] First = ["section", "title", "type", "format", "question"];
    static readonly string[] Last = ["answer", "tolerance", "unit", "points", "explanation", "pool", "tags", "difficulty"];

    public static byte[] Write(ExamContent content)
    {
        var questions = content.Questions.Where(question => !ExportLosses.IsLeftOut(question.Body, ImportFormat.Csv)).ToList();
        var width = questions.Select(question => Choices(question.Body).Count).DefaultIfEmpty(0).Max();
        using var stream = new MemoryStream();
        // The texts are data for another program, so no cell is changed; a byte order mark helps spreadsheets.
        using (var csv = CsvWriter.Create(stream, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true))
        {
            csv.WriteHeader([.. First, .. Enumerable.Range(1, width).Select(number => $"choice {number}"), .. Last]);
            foreach (var question in questions)
            {
                foreach (var cell in Row(question, width))
                    csv.WriteField(cell);
                csv.EndRecord();
            }
        }

        return stream.ToArray();
    }

    static IEnumerable<string> Row(QuestionContent question, int width)
    {
        var choices = Choices(question.Body);
        var (answer, tolerance, unit) = Answer(question.Body);
        return
        [
            question.Section ?? "",
            question.Title,
            TypeOf(question.Body),
            "markdown",
            question.Text,
            .. choices,
            .. Enumerable.Repeat("", width - choices.Count),
            answer,
            tolerance,
            unit,
            question.Points.ToString(CultureInfo.InvariantCulture),
            question.Explanation,
            question.Pool ?? "",
            string.Join('|', question.Tags),
            question.Difficulty?.ToString(CultureInfo.InvariantCulture) ?? "",
        ];
    }

    static string TypeOf(QuestionBody body) =>
        body switch
        {
            SingleChoice => "single_choice",
            MultipleChoice => "multiple_response",
            TrueFalse => "true_false",
            ShortText => "short_text",
            NumberEntry => "number",
            Matching => "matching",
            Ordering => "ordering",
            _ => "essay",
        };

    static IReadOnlyList<string> Choices(QuestionBody body) =>
        body switch
        {
            SingleChoice single => [.. single.Choices.Select(choice => choice.Text)],
            MultipleChoice multiple => [.. multiple.Choices.Select(choice => choice.Text)],
            Matching matching =>
            [
                .. matching.Pairs.Select(pair => $"{Side(pair.Prompt)} -> {pair.Match}"),
                .. matching.Distractors.Select(text => $"-> {text}"),
            ],
            Ordering ordering => ordering.Items,
            _ => [],
        };

    static string Side(string text) => text.Replace("->", "-\\>", StringComparison.Ordinal);

    static (string Answer, string Tolerance, string Unit) Answer(QuestionBody body) =>
        body switch
        {
            SingleChoice single => (Places(single.Choices, choice => choice.Fraction == 1, true), "", ""),
            MultipleChoice multiple => (Places(multiple.Choices, choice => choice.Fraction > 0, false), "", ""),
            TrueFalse statement => (statement.Correct ? "true" : "false", "", ""),
            ShortText text => (
                string.Join(
                    '|',
                    text.Accepted.Where(accepted => accepted.Fraction > 0).Select(accepted => Wildcards.Literal(accepted.Text))
                ),
                "",
                ""
            ),
            NumberEntry { Accepted: [var first, ..] } number => (
                first.Value.ToString("R", CultureInfo.InvariantCulture),
                first.Tolerance.ToString("R", CultureInfo.InvariantCulture),
                number.Units.Count > 0 ? number.Units[0].Name : ""
            ),
            _ => ("", "", ""),
        };

    static string Places(IReadOnlyList<Choice> choices, Func<Choice, bool> correct, bool one)
    {
        var places = choices
            .Index()
            .Where(choice => correct(choice.Item))
            .Select(choice => (choice.Index + 1).ToString(CultureInfo.InvariantCulture));
        return string.Join(',', one ? places.Take(1) : places);
    }
}
