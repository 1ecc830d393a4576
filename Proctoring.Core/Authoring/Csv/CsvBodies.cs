using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Csv;

/// <summary>Reads what the question of a row asks for.</summary>
internal sealed class CsvBodies(CsvLayout layout, CsvRow row, CsvTexts texts)
{
    /// <summary>More digits would be rounded.</summary>
    const int MostDigits = 15;

    readonly IReadOnlyList<string> choices = layout.Choices(row);
    readonly string key = layout.Cell(row, CsvColumn.Answer);

    /// <summary>Returns the body, or the reason why there is none.</summary>
    public (QuestionBody? Body, string? Problem) Read()
    {
        var type = layout.Cell(row, CsvColumn.Type);
        return Normalized(type) switch
        {
            "" => Guess(),
            "singlechoice" or "single" or "mc" or "multiplechoicesingle" or "radio" or "单选" or "单选题" => Choice(false),
            "multiplechoice" or "multichoice" or "mcq" => Choice(null),
            "multiple"
            or "multipleresponse"
            or "multipleanswer"
            or "multipleanswers"
            or "multiselect"
            or "checkbox"
            or "ms"
            or "ma"
            or "多选"
            or "多选题" => Choice(true),
            "truefalse" or "tf" or "boolean" or "判断" or "判断题" => Statement(),
            "shorttext" or "shortanswer" or "sa" or "text" or "fillin" or "fillintheblank" or "填空" or "填空题" => ShortText(),
            "number" or "numerical" or "numeric" or "num" => Number(),
            "essay" or "longtext" or "openended" or "paragraph" or "wr" or "简答" or "问答题" => (new Essay(), null),
            "matching" or "match" or "m" => Matching(),
            "ordering" or "order" or "ranking" => choices.Count < 2
                ? (null, "An order needs at least two items in the columns of the choices.")
                : (new Ordering([.. choices.Select(texts.Markdown)]), null),
            _ => (
                null,
                $"The question type “{type}” is not known. Use single_choice, multiple_choice, true_false, short_text, number, matching, "
                    + "ordering or essay."
            ),
        };
    }

    static string Normalized(string type) => new([.. type.ToLowerInvariant().Where(char.IsLetterOrDigit)]);

    (QuestionBody?, string?) Guess()
    {
        if (choices.Count > 0)
            return choices.Count == 2 && choices.All(choice => CsvLayout.Truth(choice) is not null) ? Statement() : Choice(null);
        if ((layout.LettersAreTruths ? CsvLayout.TruthOrLetter(key) : CsvLayout.Truth(key)) is not null)
            return Statement();
        if (layout.HasChoices)
            return (null, "The row has no choices. If it is the rest of another row, join them.");
        if (key.Length == 0)
            return (null, "The row has no answer.");
        return IsNumber() ? Number() : ShortText();
    }

    /// <summary>Whether the answer is a number. A tolerance says so, and a unit of a number.</summary>
    bool IsNumber() =>
        layout.Cell(row, CsvColumn.Tolerance).Length > 0
        || (Percent.Double(key) is not null && (layout.Cell(row, CsvColumn.Unit).Length > 0 || IsPlainNumber(QuestionScoring.Plain(key))));

    /// <summary>Whether nothing is lost if the answer is read as a number: 007 and the version 3.10 are texts, and so is an id of many
    /// digits.</summary>
    static bool IsPlainNumber(string key) =>
        key is not ['0', >= '0' and <= '9', ..]
        && !(key.AsSpan().ContainsAny('.', ',') && key[^1] == '0')
        && key.Count(char.IsAsciiDigit) <= MostDigits;

    (QuestionBody?, string?) Choice(bool? several)
    {
        if (choices.Count < 2)
            return (null, choices.Count == 0 ? "The row has no choices." : "The row has only one choice. Add another one.");
        var correct = CsvKey.Places(key, layout.ChoiceCells(row), layout);
        if (correct.Count == 0)
            return (
                null,
                key.Length == 0
                    ? "The row has no answer. Write the letter of the correct choice."
                    : $"The answer “{key}” names none of the choices. Write its letter, its number or its text."
            );
        if (several == false && correct.Count > 1)
            return (null, $"The answer “{key}” names several choices, but the type is single choice.");
        if (several == true || correct.Count > 1)
            return (new MultipleChoice(Choices(correct, 1m / correct.Count)), null);
        // Otherwise the correct one would always be the first.
        return (new SingleChoice(Choices(correct, 1), layout.HasWrongChoices), null);
    }

    List<Choice> Choices(IReadOnlyList<int> correct, decimal share) =>
        [.. choices.Select((choice, at) => new Choice(texts.Markdown(choice), correct.Contains(at) ? share : 0))];

    (QuestionBody?, string?) Statement()
    {
        var truth = CsvLayout.TruthOrLetter(key);
        if (choices.Count == 2 && CsvKey.Places(key, layout.ChoiceCells(row), layout) is [var place])
            truth = CsvLayout.Truth(choices[place]);
        return truth is { } correct ? (new TrueFalse(correct), null) : (null, $"The answer “{key}” is neither true nor false.");
    }

    (QuestionBody?, string?) ShortText()
    {
        List<AcceptedText> accepted =
        [
            .. key.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Concat(key.Length == 0 ? choices : [])
                .Select(text => new AcceptedText(text.Replace("*", "\\*", StringComparison.Ordinal))),
        ];
        return accepted.Count == 0
            ? (null, "The row has no answer. Write the accepted texts, parted by |.")
            : (new ShortText(accepted), null);
    }

    (QuestionBody?, string?) Number()
    {
        var tolerance = layout.Cell(row, CsvColumn.Tolerance);
        if (Percent.Double(key) is not { } value)
            return (null, $"The answer “{key}” is not a number.");
        if (tolerance.Length > 0 && Percent.Double(tolerance) is not >= 0)
            return (null, $"The tolerance “{tolerance}” is not a number of 0 or more.");
        var unit = layout.Cell(row, CsvColumn.Unit);
        return (
            new NumberEntry(
                [new AcceptedNumber(value, tolerance.Length > 0 ? Percent.Double(tolerance)!.Value : 0)],
                unit.Length > 0 ? [new NumberUnit(unit)] : []
            ),
            null
        );
    }

    (QuestionBody?, string?) Matching()
    {
        List<MatchPair> pairs = [];
        List<string> distractors = [];
        foreach (var choice in choices)
        {
            var at = choice.IndexOf("->", StringComparison.Ordinal);
            if (at < 0)
                return (null, $"The pair “{choice}” has no arrow. Write it like prompt -> match.");
            var (prompt, match) = (choice[..at].Trim(), choice[(at + 2)..].Trim());
            if (prompt.Length == 0)
                distractors.Add(texts.Markdown(match));
            else
                pairs.Add(new MatchPair(texts.Markdown(prompt), texts.Markdown(match)));
        }

        return (new Matching(pairs, distractors), null);
    }
}
