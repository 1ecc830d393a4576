using System.Globalization;
using System.Text.RegularExpressions;
using CsvHelper;
using Proctoring.Core.Localization;

namespace Proctoring.Core.Reports.Files;

/// <summary>
/// Writes every CSV file: UTF-8 with the byte order mark that spreadsheets need, with the separator and the decimal mark of spreadsheets in
/// the reader's language, and no cell that they take for a formula.
/// </summary>
internal static partial class CsvTable
{
    static readonly CsvWriterOptions Commas = OptionsOf(',', ".");
    static readonly CsvWriterOptions Semicolons = OptionsOf(';', ".");
    static readonly CsvWriterOptions DecimalCommas = OptionsOf(';', ",");

    /// <summary>The characters before which the writer puts an apostrophe.</summary>
    const string FormulaBeginnings = "=@+-\t\r";

    /// <summary>Writes rows as they arrive, in the language of the caller, and leaves the stream open.</summary>
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
        var options = OptionsFor(Language.Current);
        var formulas = options.Separator == ',' ? AfterSemicolon() : AfterComma();
        var csv = CsvWriter.Create(stream, options, leaveOpen: true);
        await using (csv.ConfigureAwait(false))
        {
            csv.WriteHeader([.. columns]);
            await foreach (var row in rows.WithCancellation(cancellation).ConfigureAwait(false))
            {
                foreach (var cell in row)
                    csv.WriteField(cell is string text ? Distinct(formulas.Replace(text, "'")) : cell);
                await csv.EndRecordAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Excel divides a file at the list separator of its region, and reads "12.5" as a date where the decimal mark is a
    /// comma.</summary>
    static CsvWriterOptions OptionsFor(Language language) =>
        language.Code switch
        {
            "de" or "es" or "fr" => DecimalCommas,
            "ar" => Semicolons,
            _ => Commas,
        };

    // A name that begins like a formula must not become one in a spreadsheet (OWASP: CSV injection).
    static CsvWriterOptions OptionsOf(char separator, string decimalMark)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = decimalMark;
        return new()
        {
            Injection = CsvInjection.Escape,
            WriteByteOrderMark = true,
            Separator = separator,
            FormatProvider = culture,
        };
    }

    /// <summary>Adds an apostrophe to a text that looks like an escaped one, so that a reader that removes one gets all back.</summary>
    static string Distinct(string text) =>
        text.StartsWith('\'') && text.TrimStart('\'') is { Length: > 0 } rest && FormulaBeginnings.Contains(rest[0]) ? $"'{text}" : text;

    /// <summary>Where a formula would begin a cell if a spreadsheet divided a file of commas at semicolons and at the lines within texts.
    /// A plain number is harmless.</summary>
    [GeneratedRegex(@"(?=[=@]|[+-](?!\s*[\d.,]+\s*(?:[;\r\n]|$)))(?<=[;\r\n][\s""]*)")]
    private static partial Regex AfterSemicolon();

    /// <summary>The same for a file of semicolons that a spreadsheet divides at commas.</summary>
    [GeneratedRegex(@"(?=[=@]|[+-](?!\s*[\d.]+\s*(?:[,\r\n]|$)))(?<=[,\r\n][\s""]*)")]
    private static partial Regex AfterComma();
}
