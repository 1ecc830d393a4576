using CsvHelper;

namespace Proctoring.Core.Reports.Files;

/// <summary>
/// Writes every CSV file: UTF-8 with the byte order mark that spreadsheets need, and no cell that they take for a formula.
/// </summary>
internal static class CsvTable
{
    // A name that begins like a formula must not become one in a spreadsheet (OWASP: CSV injection).
    static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

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
                    csv.WriteField(cell);
                await csv.EndRecordAsync(cancellation).ConfigureAwait(false);
            }
        }
    }
}
