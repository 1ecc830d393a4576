using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Csv;

/// <summary>Reads a table with a question in each row, in one of several layouts, with or without names of columns.</summary>
internal sealed class CsvQuestionReader(DraftBuilder builder)
{
    CsvLayout layout = null!;

    public static ImportResult Read(string file, byte[] bytes)
    {
        var builder = new DraftBuilder(file) { Title = Path.GetFileNameWithoutExtension(file) };
        new CsvQuestionReader(builder).Read(ImportBytes.Text(bytes, builder));
        return builder.Build(ImportFormat.Csv);
    }

    void Read(string text)
    {
        IReadOnlyList<CsvRow> rows;
        try
        {
            rows = CsvTableReader.Read(
                text,
                (reason, line) => builder.Notice($"The quotation marks of this row are not correct ({reason}). Check it.", line)
            );
        }
        catch (Exception cause) when (cause is CsvHelper.CsvFormatException or InvalidDataException)
        {
            builder.Fail($"A row is larger than {ImportLimits.RowBytes / 1_000} kB. Probably a quotation mark is not closed. Close it.");
            return;
        }

        if (rows.All(row => row.IsEmpty))
        {
            builder.Fail("The table is empty.");
            return;
        }

        if (CsvLayout.Of(rows) is not { } found)
        {
            builder.Fail(
                "The columns cannot be recognised. Add a first row with names such as question, option A, option B, answer, points.",
                rows[0].Line
            );
            return;
        }

        layout = found.Layout;
        ReportColumns(rows, found.Header);
        foreach (var row in rows.Skip(found.Header).Where(row => !row.IsEmpty))
        {
            if (builder.IsFull)
                return;
            ReadRow(row);
        }
    }

    void ReportColumns(IReadOnlyList<CsvRow> rows, int header)
    {
        if (header == 0)
            builder.Notice(
                "The table has no names of columns. They were recognised by their content; check the first questions.",
                rows[0].Line
            );
        if (layout.FirstNumber == 0)
            builder.Notice("The answers number the choices from 0. Check the first questions.", rows[Math.Max(0, header - 1)].Line);
        foreach (var (at, column) in layout.Columns.Index())
        {
            var first = Array.IndexOf(layout.Columns, column);
            var isLost = column == CsvColumn.Other || (first < at && !CsvLayout.MayRepeat(column));
            if (!isLost || rows.Skip(header).All(row => row.Cells.ElementAtOrDefault(at) is null or ""))
                continue;
            var reason = column == CsvColumn.Other ? "" : $": the column {NameOf(first)} has the same meaning";
            builder.Notice($"The column {NameOf(at)} is not imported{reason}.", rows[Math.Max(0, header - 1)].Line);
        }

        string NameOf(int at) => header == 0 ? $"{at + 1}" : $"“{rows[header - 1].Cells[at]}”";
    }

    void ReadRow(CsvRow row)
    {
        var text = layout.Cell(row, CsvColumn.Text);
        var title = layout.Cell(row, CsvColumn.Title);
        var item = title.Length > 0 ? title : text;
        if (Problem(row, text) is { } problem)
        {
            builder.Reject(problem, row.Line, item);
            return;
        }

        var texts = new CsvTexts(layout.Cell(row, CsvColumn.TextFormat));
        var (body, bodyProblem) = new CsvBodies(layout, row, texts).Read();
        if (body is null)
        {
            builder.Reject(bodyProblem!, row.Line, item);
            return;
        }

        ReportAmbiguous(row, body, item);
        if (layout.Cell(row, CsvColumn.Section) is var section && Array.IndexOf(layout.Columns, CsvColumn.Section) >= 0)
            builder.Section(section);
        builder.Add(
            new QuestionContent(texts.Markdown(text), body)
            {
                Title = title,
                Points = Percent.Decimal(layout.Cell(row, CsvColumn.Points)) ?? 1,
                Explanation = texts.Markdown(layout.Cell(row, CsvColumn.Explanation)),
                Pool = layout.Cell(row, CsvColumn.Pool) is { Length: > 0 } pool ? pool : null,
                Tags = layout
                    .Cell(row, CsvColumn.Tags)
                    .Split([',', ';', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                Difficulty = Difficulty(row, item),
            },
            row.Line,
            item
        );
    }

    /// <summary>Returns why a row cannot be read; null if it can.</summary>
    string? Problem(CsvRow row, string text)
    {
        if (text.Length == 0)
            return "The cell of the question is empty.";
        // An unquoted separator moves all cells after it: the answer would be another one.
        if (row.Cells.Skip(layout.Columns.Length).Any(cell => cell.Length > 0))
            return $"The row has {row.Cells.Count} cells, but the table has {layout.Columns.Length} columns. Put a text that contains the "
                + "separator between quotation marks.";
        var points = layout.Cell(row, CsvColumn.Points);
        return points.Length > 0 && Percent.Decimal(points) is null ? $"The points “{points}” are not a number." : null;
    }

    void ReportAmbiguous(CsvRow row, QuestionBody body, string item)
    {
        if (body is NumberEntry && Percent.CommaNotice(layout.Cell(row, CsvColumn.Answer)) is { } notice)
            builder.Notice(notice, row.Line, item);
        if (body is SingleChoice or MultipleChoice or TrueFalse)
            ReportUnclear(row, item);
    }

    /// <summary>Reports a key that is the text of one choice and the letter or number of another, if the table does not show which is
    /// meant: a wrong guess would mark a wrong answer as correct.</summary>
    void ReportUnclear(CsvRow row, string item)
    {
        var key = layout.Cell(row, CsvColumn.Answer);
        if (
            layout.KeysAreClear
            || CsvKey.Readings(key, layout.ChoiceCells(row), layout.FirstNumber) is not ({ } marks, { } texts)
            || marks.SequenceEqual(texts)
        )
            return;
        var mark = char.IsDigit(key[0]) ? "number" : "letter";
        builder.Notice(
            $"The answer “{key}” is the text of one choice and the {mark} of another. It was read as the "
                + $"{(layout.KeysAreMarks ? mark : "text")}. Check which choice is marked as correct.",
            row.Line,
            item
        );
    }

    int? Difficulty(CsvRow row, string item)
    {
        var text = layout.Cell(row, CsvColumn.Difficulty);
        int? level = text.ToUpperInvariant() switch
        {
            "" => null,
            "EASY" => 1,
            "MEDIUM" or "MODERATE" => 3,
            "HARD" or "DIFFICULT" => 5,
            _ => int.TryParse(text, out var number) && number is >= 1 and <= 5 ? number : 0,
        };
        if (level != 0)
            return level;
        builder.Notice($"The difficulty “{text}” is left out. Write a number from 1 (easy) to 5 (hard).", row.Line, item);
        return null;
    }
}

/// <summary>Turns cells into Markdown.</summary>
/// <param name="format">The cell of the column "format".</param>
internal sealed class CsvTexts(string format)
{
    readonly bool isMarkdown = format.Equals("markdown", StringComparison.OrdinalIgnoreCase);

    public string Markdown(string cell) => isMarkdown ? cell : MarkdownText.From(cell);
}
