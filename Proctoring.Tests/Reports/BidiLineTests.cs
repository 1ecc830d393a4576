using Proctoring.Core.Localization;
using Proctoring.Core.Reports.Files.Pdf;
using Xunit;

namespace Proctoring.Tests.Reports;

/// <summary>Mixed Arabic and Latin text stands in the PDF in the order in which browsers show it (UAX #9).</summary>
public sealed class BidiLineTests
{
    // Upper case stands for Arabic letters, as in the examples of the Unicode standard.
    [Theory]
    [InlineData(false, "car means CAR.", "car means RAC.")]
    [InlineData(true, "car MEANS CAR.", ".RAC SNAEM car")]
    [InlineData(false, "he said \"IT IS 123, 456, OK\".", "he said \"KO ,456 ,123 SI TI\".")]
    [InlineData(true, "CODE ab-12 OF 50%", "%50 FO ab-12 EDOC")]
    [InlineData(true, "TIME 12:30", "12:30 EMIT")]
    [InlineData(false, "NAME (id-7)", "EMAN (id-7)")]
    [InlineData(true, "plain", "plain")]
    [InlineData(false, "", "")]
    public void A_line_is_ordered_as_it_is_drawn(bool rightToLeft, string line, string drawn) =>
        Assert.Equal(drawn, Draw(line, rightToLeft));

    [Fact]
    public void An_isolated_name_does_not_change_the_sentence_around_it()
    {
        Assert.Equal("by NHOJ :12 flags", Draw($"by {BidiText.Isolate("JOHN")} :12 flags", false));
        Assert.Equal("EMAN: 12", Draw($"{BidiText.Isolate("NAME")}: 12", false));
        Assert.Equal("12 :EMAN", Draw("NAME: 12", true));
        Assert.Equal("flags :a (B)", Draw($"{BidiText.Isolate("a (B)")}: flags", true));
    }

    /// <summary>The text on the page from left to right.</summary>
    static string Draw(string line, bool rightToLeft)
    {
        var arabic = string.Concat(line.Select(letter => char.IsAsciiLetterUpper(letter) ? (char)(letter - 'A' + 0x0627) : letter));
        var parts = BidiLine.Order(arabic, rightToLeft).Select(part => part.RightToLeft ? string.Concat(part.Text.Reverse()) : part.Text);
        return string.Concat(
            string.Concat(parts).Select(letter => letter is >= '\u0627' and <= '\u0640' ? (char)(letter - 0x0627 + 'A') : letter)
        );
    }
}
