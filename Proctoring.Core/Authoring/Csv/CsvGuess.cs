namespace Proctoring.Core.Authoring.Csv;

/// <summary>Recognises the columns of a table without names by their content.</summary>
internal static class CsvGuess
{
    /// <summary>Returns the columns; null if no column can be the key.</summary>
    public static CsvColumn[]? Columns(IReadOnlyList<CsvRow> rows)
    {
        if (rows.Count == 0)
            return null;
        var width = rows.CountBy(row => row.Cells.Count).MaxBy(pair => pair.Value).Key;
        var columns = Enumerable.Range(0, width).Select(at => rows.Select(row => row.Cells.ElementAtOrDefault(at) ?? "").ToList()).ToList();
        var result = new CsvColumn[width];
        var text = Enumerable.Range(0, width).MaxBy(at => columns[at].Average(cell => cell.Length));
        var key = Enumerable.Range(0, width).Reverse().FirstOrDefault(at => at != text && IsKey(columns, at, text), -1);
        if (key < 0 || width < 2)
            return null;
        result[text] = CsvColumn.Text;
        result[key] = CsvColumn.Answer;
        var isStatement = columns[key].All(cell => cell.Length == 0 || CsvLayout.TruthOrLetter(cell) is not null);
        for (var at = 0; at < width; at++)
        {
            if (at == text || at == key)
                continue;
            result[at] =
                at > text && columns[at].All(IsNumber) && (isStatement || at > key) ? CsvColumn.Points
                : at == 0 && columns[at].All(IsNumber) ? CsvColumn.Number
                : at < text && columns[at].Distinct().Count() < columns[at].Count ? CsvColumn.Section
                : at > text && !isStatement && at < key ? CsvColumn.Choice
                : at > key && columns[at].Average(cell => cell.Length) > 10 ? CsvColumn.Explanation
                : CsvColumn.Other;
        }

        return isStatement || result.Count(column => column == CsvColumn.Choice) >= 2 || width == 2 ? result : null;
    }

    static bool IsKey(List<List<string>> columns, int at, int text)
    {
        var cells = columns[at];
        if (cells.All(cell => CsvLayout.TruthOrLetter(cell) is not null))
            return true;
        if (at < text)
            return false;
        return cells.All(cell => cell.Length == 1 && char.IsAsciiLetter(cell[0]))
            || (cells.All(IsNumber) && at - text > 2)
            || (
                at - text > 2
                && Enumerable
                    .Range(0, cells.Count)
                    .All(row => Enumerable.Range(text + 1, at - text - 1).Any(other => columns[other][row] == cells[row]))
            );
    }

    static bool IsNumber(string cell) => Texts.Percent.Decimal(cell) is not null;
}
