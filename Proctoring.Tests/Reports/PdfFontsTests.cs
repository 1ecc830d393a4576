using System.Collections;
using System.Globalization;
using System.Resources;
using Proctoring.Core;
using Proctoring.Core.Localization;
using Proctoring.Core.Reports.Files.Pdf;
using Proctoring.Core.Reports.Fonts;
using Proctoring.Core.Resources;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reports;

/// <summary>Every letter of a report has a shape in the font that draws it.</summary>
public sealed class PdfFontsTests
{
    static readonly FontStore Fonts = new(new ProctoringPaths(TestFolders.Models, TestFolders.Models));

    public static TheoryData<string> Codes => [.. Language.All.Select(language => language.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_texts_of_a_language_can_be_drawn(string code)
    {
        var language = Language.Find(code)!;
        using var fonts = new PdfFonts(Fonts.Files) { RightToLeft = language.RightToLeft };
        var texts = new[] { typeof(ReportTexts), typeof(RuleTexts), typeof(FormatTexts) }
            .SelectMany(set => Texts(set, language.TextCulture))
            .ToList();

        Assert.True(texts.Count > 200);
        Assert.All(texts, text => AssertDrawn(fonts, text));
    }

    [Theory]
    [InlineData("صحيحة، 0%")]
    [InlineData("محمد؛ 7")]
    [InlineData("मेरा नाम। 12")]
    public void Marks_of_a_script_keep_its_font_at_the_end_of_a_word(string text)
    {
        using var fonts = new PdfFonts(Fonts.Files) { RightToLeft = true };
        AssertDrawn(fonts, text);
    }

    static void AssertDrawn(PdfFonts fonts, string text) =>
        Assert.All(
            new[] { PdfStyle.Body, PdfStyle.Strong }.SelectMany(style => fonts.Runs(text, style)),
            run => Assert.All(run.Text.EnumerateRunes(), rune => Assert.True(run.Face.Has(rune), $"{rune} of “{text}”"))
        );

    static IEnumerable<string> Texts(Type set, CultureInfo culture) =>
        new ResourceManager(set)
            .GetResourceSet(culture, createIfNotExists: true, tryParents: true)!
            .Cast<DictionaryEntry>()
            .Select(entry => (string)entry.Value!);
}
