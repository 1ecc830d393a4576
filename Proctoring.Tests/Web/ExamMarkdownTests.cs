using Proctoring.Web.Components.Controls;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>Which dollar signs are formulas, and what the browser's script gets of them.</summary>
public sealed class ExamMarkdownTests
{
    [Theory]
    [InlineData("What is $x^2$?", "What is <span class=\"math\">\\(x^2\\)</span>?")]
    // Nothing in a formula is a format.
    [InlineData("$a_1*b*c_2$", "<span class=\"math\">\\(a_1*b*c_2\\)</span>")]
    [InlineData("$a<b$", "<span class=\"math\">\\(a&lt;b\\)</span>")]
    public void A_formula_keeps_its_source(string markdown, string expected)
    {
        Assert.Equal(expected, ExamMarkdown.Html(markdown));
        Assert.True(FormulaScript.HasFormulas(ExamMarkdown.Html(markdown)));
    }

    [Fact]
    public void A_formula_in_lines_of_its_own_is_a_block()
    {
        var html = ExamMarkdown.Html("Solve:\n\n$$\n\\frac{1}{2}\n$$")!;

        Assert.Contains("<div class=\"math\">", html, StringComparison.Ordinal);
        Assert.Contains("\\[\n\\frac{1}{2}\n\\]", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_formula_of_an_import_keeps_its_delimiters()
    {
        var html = ExamMarkdown.Html("<div>\n<p>See <span class=\"math\">\\[x_1*2\\]</span></p>\n</div>");

        Assert.Contains("<span class=\"math\">\\[x_1*2\\]</span>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("It costs $5 and $10.")]
    [InlineData("It costs $5.")]
    [InlineData("Between $5-$10 a day")]
    [InlineData("Pay \\$5 or 10$")]
    [InlineData("US$5, C$10")]
    public void An_amount_is_no_formula(string markdown) => Assert.False(FormulaScript.HasFormulas(ExamMarkdown.Html(markdown)));

    [Theory]
    [InlineData("It costs $ 5 or $ 6 a day.")]
    [InlineData("Is it $ 5, $ 6 or US$ 7?")]
    public void A_dollar_sign_before_a_space_is_text(string markdown) => Assert.Equal(markdown, ExamMarkdown.Html(markdown));

    [Fact]
    public void A_formula_beside_an_amount_is_one() =>
        Assert.Equal("Pay $ 5 for <span class=\"math\">\\(x\\)</span> or $ 6", ExamMarkdown.Html("Pay $ 5 for $x$ or $ 6"));

    [Fact]
    public void Labels_and_lists_contain_the_source() =>
        Assert.Contains("x^2", ExamMarkdown.Plain("Choose $x^2$"), StringComparison.Ordinal);

    [Theory]
    [InlineData("<div>\n<p>Which <b>part</b>? <img src=\"file:ab\" alt=\"A cell\"></p>\n</div>", "Which part? A cell")]
    [InlineData("<div>\n<p>H<sub>2</sub>O &amp; salt</p>\n<p>Why?</p>\n</div>", "H2O & salt Why?")]
    [InlineData("Is **x** < 5?", "Is x < 5?")]
    public void Labels_and_lists_contain_no_tags(string markdown, string expected) =>
        Assert.Equal(expected, ExamMarkdown.Plain(markdown));

    [Theory]
    [InlineData("Is **x** < 5?")]
    [InlineData("two\nlines ![A cell](file:ab)")]
    [InlineData("<div>\n<p>Which <b>part</b>? <img src=\"file:ab\" alt=\"A > B\"></p>\n</div>")]
    [InlineData("A <i>place</i>\nand ![A cell](file:ab)")]
    public void The_sheet_gets_the_same_HTML_and_text_at_once(string markdown)
    {
        Assert.Equal((ExamMarkdown.Html(markdown)!, ExamMarkdown.Plain(markdown)), ExamMarkdown.Both(markdown));
        Assert.Null(ExamMarkdown.Both("plain"));
    }

    [Fact]
    public void Imported_HTML_keeps_its_text_and_its_pictures()
    {
        var html = ExamMarkdown.Html("<div>\n<p>Which <b>part</b> or <i>place</i>? <img src=\"file:ab\" alt=\"A cell\"></p>\n</div>")!;

        Assert.Contains("Which <b>part</b> or <i>place</i>?", html, StringComparison.Ordinal);
        Assert.Contains("data-file=\"ab\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("file:", html, StringComparison.Ordinal);
        var formula = ExamMarkdown.Html("<div>\n<p>Is <img alt=\"x > 5\" src=\"file:ab\"> true?</p>\n</div>")!;
        Assert.Contains("data-file=\"ab\"", formula, StringComparison.Ordinal);
    }
}
