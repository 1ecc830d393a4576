using System.Collections;
using System.Globalization;
using System.Resources;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Proctoring.Core.Localization;

/// <summary>Gives static code the texts of a resource set in the language of the caller's culture. Components inject their texts
/// instead.</summary>
public static class TextSet
{
    static readonly ResourceManagerStringLocalizerFactory Factory = new(
        Options.Create(new LocalizationOptions()),
        NullLoggerFactory.Instance
    );

    /// <summary>The texts of the set that a marker class names.</summary>
    public static IStringLocalizer Of<TSet>() => Factory.Create(typeof(TSet));

    /// <summary>Returns the English texts of a set by key, as session records contain them.</summary>
    public static IReadOnlyDictionary<string, string> English<TSet>()
    {
        var set = new ResourceManager(typeof(TSet)).GetResourceSet(
            CultureInfo.InvariantCulture,
            createIfNotExists: true,
            tryParents: true
        )!;
        return set.Cast<DictionaryEntry>().ToDictionary(text => (string)text.Key, text => (string)text.Value!, StringComparer.Ordinal);
    }

    /// <summary>The text for a number: <c>Key_one</c>, <c>Key_other</c> and so on. <c>{0}</c> is the number in the culture's format; the
    /// other arguments start at <c>{1}</c>.</summary>
    public static string Plural(this IStringLocalizer texts, string key, long number, params object[] others)
    {
        object[] arguments = [number.ToString("N0", CultureInfo.CurrentCulture), .. others];
        var found = texts[$"{key}_{PluralForm.Of(Language.Current.Code, number)}", arguments];
        return found.ResourceNotFound ? texts[$"{key}_{PluralForm.Other}", arguments] : found;
    }
}
