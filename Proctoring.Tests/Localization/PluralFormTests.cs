using Proctoring.Core.Localization;
using Proctoring.Tests.Support;
using Proctoring.Web.Resources;
using Xunit;

namespace Proctoring.Tests.Localization;

/// <summary>Numbers use the grammatical form of their language. The samples are from CLDR's chart of plural rules.</summary>
public sealed class PluralFormTests
{
    [Theory]
    [InlineData("en", "one", 1)]
    [InlineData("en", "other", 0, 2, 16, 100, 1_000_000)]
    [InlineData("de", "one", 1)]
    [InlineData("de", "other", 0, 2, 16, 1_000_000)]
    [InlineData("es", "one", 1)]
    [InlineData("es", "many", 1_000_000, 2_000_000)]
    [InlineData("es", "other", 0, 2, 16, 100_000)]
    [InlineData("fr", "one", 0, 1)]
    [InlineData("fr", "many", 1_000_000)]
    [InlineData("fr", "other", 2, 17, 100_000)]
    [InlineData("hi", "one", 0, 1)]
    [InlineData("hi", "other", 2, 17, 100, 1_000_000)]
    [InlineData("ar", "zero", 0)]
    [InlineData("ar", "one", 1)]
    [InlineData("ar", "two", 2)]
    [InlineData("ar", "few", 3, 10, 103, 110, 1003)]
    [InlineData("ar", "many", 11, 26, 99, 111, 1011)]
    [InlineData("ar", "other", 100, 102, 200, 202, 300, 1000, 1_000_000)]
    public void A_number_uses_the_form_of_its_language(string code, string form, params int[] numbers) =>
        Assert.All(numbers, number => Assert.Equal(form, PluralForm.Of(code, number)));

    [Theory]
    [InlineData("en", 1, "1 question")]
    [InlineData("en", 1200, "1,200 questions")]
    [InlineData("de", 1200, "1.200 Fragen")]
    [InlineData("es", 1_000_000, "1.000.000 preguntas")]
    [InlineData("hi", 100_000, "1,00,000 प्रश्न")]
    [InlineData("ar", 0, "بلا أسئلة")]
    [InlineData("ar", 2, "سؤالان")]
    [InlineData("ar", 12, "12 سؤالًا")]
    public void A_text_is_written_in_the_form_of_its_number(string code, long number, string expected)
    {
        using var _ = new SpeakIn(code);

        Assert.Equal(expected, TextSet.Of<CandidateTexts>().Plural("Exam_Questions", number));
    }
}
