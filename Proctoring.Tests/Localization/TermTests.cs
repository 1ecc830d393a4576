using System.Text.RegularExpressions;
using Proctoring.Core.Resources;
using Proctoring.Tests.Support;
using Proctoring.Web.Resources;
using Xunit;

namespace Proctoring.Tests.Localization;

/// <summary>Staff read one word for a flag in each language: the one in docs/glossary.md. Pages of candidates have gentler words.</summary>
public sealed partial class TermTests
{
    static readonly string[] Sets =
    [
        nameof(AccountTexts),
        nameof(MailTexts),
        nameof(ManageTexts),
        nameof(ReportTexts),
        nameof(ReviewTexts),
    ];

    [Theory]
    [InlineData("de", "Meldung")]
    [InlineData("es", "aviso")]
    [InlineData("fr", "signal")]
    [InlineData("hi", "फ़्लैग")]
    [InlineData("ar", "تنبيه")]
    public void A_flag_has_one_word_in_each_language(string code, string word)
    {
        var row = File.ReadLines(Path.Combine(TestFolders.Root, "docs", "glossary.md"))
            .Single(line => line.StartsWith("| flag |", StringComparison.Ordinal));
        List<string> others = [];
        foreach (var set in Sets)
        {
            var texts = ResourceFiles.Read(set, code);
            var keys = ResourceFiles.Read(set, "en").Where(text => Flag().IsMatch(text.Value)).Select(text => text.Key);
            others.AddRange(
                keys.Where(key => !texts[key].Contains(word, StringComparison.OrdinalIgnoreCase)).Select(key => $"{set} {key}")
            );
        }

        Assert.Contains(word, row, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(others);
    }

    [GeneratedRegex(@"\bflags?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Flag();
}
