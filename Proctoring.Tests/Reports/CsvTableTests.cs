using System.Text;
using Proctoring.Core.Reports.Files;
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
        using var bytes = new MemoryStream();

        await CsvTable.WriteAsync(
            bytes,
            ["one", "two", "three"],
            new object?[][] { [text, -1.5, "end"] }.ToAsyncEnumerable(),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(
            Encoding.UTF8.GetString(Encoding.UTF8.Preamble) + $"one,two,three\r\n{cell},-1.5,end\r\n",
            Encoding.UTF8.GetString(bytes.ToArray())
        );
    }
}
