using CsvHelper;

namespace Proctoring.Core.Authoring.Csv;

/// <summary>A row of a table.</summary>
/// <param name="Line">The line where it begins, from 1.</param>
/// <param name="Cells">Its cells, without spaces at the ends.</param>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Cells)
{
    public bool IsEmpty => Cells.All(cell => cell.Length == 0);
}

/// <summary>Reads the rows of a file with separated values.</summary>
internal static class CsvTableReader
{
    static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>Reads all rows with the separator that divides the first rows most evenly.</summary>
    /// <param name="text">The text.</param>
    /// <param name="onMalformed">Gets the reason and the line of a row whose quotation marks are wrong; the row is read all the
    /// same.</param>
    public static IReadOnlyList<CsvRow> Read(string text, Action<string, int> onMalformed)
    {
        var best = Declared(text) ?? Separators.MaxBy(separator => Score([.. Rows(text, separator, null).Take(50)]));
        var before = LinesBefore(text);
        return [.. Rows(text, best, row => onMalformed($"{row.Reason}", (int)row.LineNumber + before))];
    }

    /// <summary>The separator that a spreadsheet names on the first line; null without one.</summary>
    static char? Declared(string text) =>
        text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Length > 4 && Array.IndexOf(Separators, text[4]) >= 0
            ? text[4]
            : null;

    /// <summary>The number of cells of the most common row, if it has several, times the share of rows that have it.</summary>
    static double Score(IReadOnlyList<CsvRow> rows)
    {
        var counts = rows.Where(row => !row.IsEmpty).Select(row => row.Cells.Count).ToList();
        if (counts.Count == 0)
            return 0;
        var (most, times) = counts.CountBy(count => count).MaxBy(pair => pair.Value);
        return most < 2 ? 0 : (double)times / counts.Count * Math.Min(most, 12);
    }

    /// <summary>1 if the first line names the separator, and 0 if it is a row.</summary>
    static int LinesBefore(string text) =>
        text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Contains('\n', StringComparison.Ordinal) ? 1 : 0;

    static IEnumerable<CsvRow> Rows(string text, char separator, Action<CsvMalformedRecord>? onMalformed)
    {
        var before = LinesBefore(text);
        var first = before > 0 ? text.IndexOf('\n', StringComparison.Ordinal) + 1 : 0;
        var options = new CsvReaderOptions
        {
            Separator = separator,
            HasHeader = false,
            TrackLineNumbers = true,
            MaxRecordSize = ImportLimits.RowBytes,
            OnMalformedRecord = onMalformed,
        };
        using var reader = CsvReader.FromText(text[first..], options);
        while (reader.Read())
            yield return new CsvRow(
                (int)reader.LineNumber + before,
                [.. Enumerable.Range(0, reader.FieldCount).Select(at => reader.GetString(at).Trim())]
            );
    }
}
