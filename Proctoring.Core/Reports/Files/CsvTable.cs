using CsvHelper;

namespace Proctoring.Core.Reports.Files;

/// <summary>
/// Writes every CSV file: UTF-8 with the byte order mark that spreadsheets need, and no cell that they take for a formula.
/// </summary>
internal static class CsvTable
{
    // A name that begins like a formula must not become one in a spreadsheet (OWASP: CSV injection).
    static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

    /// <summary>The characters before which the writer puts an apostrophe.</summary>
    const string FormulaBeginnings = "=@+-\t\r";

    /// <summary>Writes rows as they arrive, and leaves the stream open.</summary>
    /// <param name="stream">The target.</param>
    /// <param name="columns">The names for the first line.</param>
    /// <param name="rows">One cell per column: text, numbers, times in UTC; null for empty.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public static async Task WriteAsync(
        Stream stream,
        IReadOnlyList<string> columns,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken cancellation
    )
    {
        var csv = CsvWriter.Create(stream, Options, leaveOpen: true);
        await using (csv.ConfigureAwait(false))
        {
            csv.WriteHeader([.. columns]);
            await foreach (var row in rows.WithCancellation(cancellation).ConfigureAwait(false))
            {
                foreach (var cell in row)
                    csv.WriteField(cell is string text ? Distinct(text) : cell);
                await csv.EndRecordAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Adds an apostrophe to a text that looks like an escaped one, so that a reader that removes one gets all back.</summary>
    static string Distinct(string text) =>
        text.StartsWith('\'') && text.TrimStart('\'') is { Length: > 0 } rest && FormulaBeginnings.Contains(rest[0]) ? $"'{text}" : text;
}
