using System.Text;
using Proctoring.Core.Reports.Files;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reports;

/// <summary>A cell contains its text, and never a formula.</summary>
public sealed class CsvTableTests
{
    [Theory]
    [InlineData("Anna", "Anna")]
    [InlineData("Müller, Anna", "\"Müller, Anna\"")]
    [InlineData("says \"no\"", "\"says \"\"no\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("+49 30", "\"'+49 30\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("'=1", "''=1")]
    [InlineData("'quoted'", "'quoted'")]
    [InlineData(null, "")]
    public async Task A_cell_is_never_a_formula(string? text, string cell)
    {
        var file = await WriteAsync([text, -1.5, "end"]);

        Assert.Equal($"one,two,three\r\n{cell},-1.5,end\r\n", file);
    }

    [Theory]
    [InlineData("en", "one,two,three\r\nx;y,-1.5,1234567.25\r\n")]
    [InlineData("hi", "one,two,three\r\nx;y,-1.5,1234567.25\r\n")]
    [InlineData("ar", "one;two;three\r\n\"x;y\";-1.5;1234567.25\r\n")]
    [InlineData("de", "one;two;three\r\n\"x;y\";-1,5;1234567,25\r\n")]
    [InlineData("es", "one;two;three\r\n\"x;y\";-1,5;1234567,25\r\n")]
    [InlineData("fr", "one;two;three\r\n\"x;y\";-1,5;1234567,25\r\n")]
    public async Task A_file_has_the_separators_of_its_readers_spreadsheet(string language, string expected)
    {
        using var speak = new SpeakIn(language);

        Assert.Equal(expected, await WriteAsync(["x;y", -1.5, 1234567.25m]));
    }

    /// <summary>A spreadsheet of another region divides the file at the other separator.</summary>
    [Theory]
    [InlineData("en", "x;=1", "x;'=1")]
    [InlineData("en", "x; \"@A1", "\"x; \"\"'@A1\"")]
    [InlineData("en", "x\n+cmd|A1", "\"x\n'+cmd|A1\"")]
    [InlineData("en", "x;-1+cmd|A1", "x;'-1+cmd|A1")]
    [InlineData("en", "4; -5.5; +3", "4; -5.5; +3")]
    [InlineData("en", "x - y; a=b", "x - y; a=b")]
    [InlineData("en", "(3,-x)", "\"(3,-x)\"")]
    [InlineData("de", "x,=1", "x,'=1")]
    [InlineData("de", "x\r\n@A1", "\"x\r\n'@A1\"")]
    [InlineData("de", "(3,-4)", "(3,'-4)")]
    [InlineData("de", "3,-4", "3,-4")]
    [InlineData("de", "=1", "\"'=1\"")]
    public async Task No_formula_begins_within_a_text(string language, string text, string cell)
    {
        using var speak = new SpeakIn(language);
        var separator = language == "en" ? ',' : ';';

        var file = await WriteAsync([text, 2, 3]);

        Assert.EndsWith($"{separator}three\r\n{cell}{separator}2{separator}3\r\n", file, StringComparison.Ordinal);
    }

    /// <summary>The file without its byte order mark.</summary>
    static async Task<string> WriteAsync(object?[] row)
    {
        using var bytes = new MemoryStream();
        await CsvTable.WriteAsync(
            bytes,
            ["one", "two", "three"],
            new object?[][] { row }.ToAsyncEnumerable(),
            TestContext.Current.CancellationToken
        );
        var text = Encoding.UTF8.GetString(bytes.ToArray());
        Assert.StartsWith(Encoding.UTF8.GetString(Encoding.UTF8.Preamble), text, StringComparison.Ordinal);
        return text[1..];
    }
}
