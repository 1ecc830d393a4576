using CsvHelper;

namespace Proctoring.Core.Reports.Files;

/// <summary>Writes every CSV file that leaves the house: UTF-8 with the mark that spreadsheets need, and no cell that they take for a formula.</summary>
internal static class CsvTable
{
    // A name that begins like a formula must not become one in somebody's spreadsheet (OWASP: CSV injection).
    static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

    /// <summary>Writes rows as they come, and leaves the stream open.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="columns">The names in the first line.</param>
    /// <param name="rows">As many cells each as there are columns: text, numbers, times in UTC; null for empty.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task WriteAsync(Stream stream, IReadOnlyList<string> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellation)
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
