using Proctoring.Core.Localization;
using Proctoring.Web.Resources;
using Xunit;

namespace Proctoring.Tests.Localization;

/// <summary>Every text exists in every language, with the same placeholders, and is used.</summary>
public sealed class ResourceTests
{
    public static TheoryData<string, string> Translations { get; } =
    [.. ResourceFiles.Sets.SelectMany(set => Language.All.Select(language => (set, language.Code)))];

    public static TheoryData<string> Sets { get; } = [.. ResourceFiles.Sets];

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_set_has_the_keys_of_English_in_every_form_that_the_language_needs(string set, string code)
    {
        var english = ResourceFiles.Read(set, Language.English.Code);
        var plurals = english
            .Keys.Where(key => key.EndsWith("_other", StringComparison.Ordinal))
            .Select(ResourceFiles.Family)
            // "other" is a rule, too.
            .Where(family => english.ContainsKey($"{family}_one"))
            .ToHashSet(StringComparer.Ordinal);
        var single = english.Keys.Where(key => !plurals.Contains(ResourceFiles.Family(key)));

        var expected = single.Concat(plurals.SelectMany(family => PluralForm.Needed[code].Select(form => $"{family}_{form}")));

        Assert.Equal(expected.Order(StringComparer.Ordinal), ResourceFiles.Read(set, code).Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void No_text_is_empty_or_begins_or_ends_with_a_space(string set, string code) =>
        Assert.Empty(
            ResourceFiles.Read(set, code).Where(text => text.Value.Length == 0 || text.Value != text.Value.Trim()).Select(text => text.Key)
        );

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_text_has_the_placeholders_of_English(string set, string code)
    {
        var english = ResourceFiles.Read(set, Language.English.Code);
        List<string> wrong = [];
        foreach (var (key, text) in ResourceFiles.Read(set, code))
        {
            var family = ResourceFiles.Family(key);
            // "one question" needs no number: a plural may omit the number, but not the other placeholders.
            var isPlural = family != key && english.ContainsKey(family + "_other");
            var expected = ResourceFiles.Placeholders(english[isPlural ? family + "_other" : key]);
            var found = ResourceFiles.Placeholders(text);
            if (!found.SequenceEqual(expected) && !(isPlural && found.SequenceEqual(expected.Where(number => number != 0))))
                wrong.Add(key);
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void No_page_uses_a_text_that_does_not_exist()
    {
        var texts = ResourceFiles.Sets.ToDictionary(
            set => set,
            set => ResourceFiles.Read(set, Language.English.Code).Keys,
            StringComparer.Ordinal
        );

        var missing = ResourceFiles
            .Uses()
            .Where(use => !texts[use.Set].Any(key => Fits(use, key)))
            .Select(use => $"{use.File}: {use.Set} {use.Key}");

        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void No_text_is_unused(string set)
    {
        // MudBlazor uses its own texts; see MudBlazorTextsTests.
        if (set == nameof(MudBlazorTexts))
            return;
        var uses = ResourceFiles.Uses().Where(use => use.Set == set).ToList();

        Assert.DoesNotContain(ResourceFiles.Read(set, Language.English.Code).Keys, key => !uses.Any(use => Fits(use, key)));
    }

    static bool Fits(TextUse use, string key) =>
        use.Begins ? key.StartsWith(use.Key, StringComparison.Ordinal) : key == use.Key || ResourceFiles.Family(key) == use.Key;
}
