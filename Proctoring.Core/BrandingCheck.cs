namespace Proctoring.Core;

/// <summary>The mistake in a field of the branding.</summary>
internal enum BrandingFault
{
    /// <summary>The name has more than <see cref="BrandingCheck.LongestName"/> characters.</summary>
    NameTooLong,

    /// <summary>The name contains control characters, or characters that are invisible or change the direction of text.</summary>
    NameCharacters,

    /// <summary>The text is no colour such as "#0b5563".</summary>
    NotAColor,

    /// <summary>The contrast with the page is below WCAG AA.</summary>
    Unreadable,

    /// <summary>The colour on dark pages needs one on light pages.</summary>
    NeedsColor,
}

/// <summary>A mistake in the branding.</summary>
/// <param name="Field">The property of <see cref="BrandingOptions"/>.</param>
/// <param name="Fault">The mistake.</param>
/// <param name="Page">The page on which a colour cannot be read; otherwise empty.</param>
/// <param name="Ratio">The contrast with that page; otherwise 0.</param>
internal sealed record BrandingMistake(string Field, BrandingFault Fault, string Page = "", double Ratio = 0);

/// <summary>Checks the name and the colours of the frame, from the settings or for one system.</summary>
internal static class BrandingCheck
{
    public const int LongestName = 60;

    /// <summary>Finds all mistakes. Empty texts mean the default.</summary>
    public static IEnumerable<BrandingMistake> Mistakes(string name, string color, string darkColor)
    {
        if (name.Length > LongestName)
            yield return new(nameof(BrandingOptions.Name), BrandingFault.NameTooLong);
        if (Exams.TextCharacters.Mistake(name) is not null)
            yield return new(nameof(BrandingOptions.Name), BrandingFault.NameCharacters);
        if (ColorMistake(nameof(BrandingOptions.Color), color, ColorContrast.LightPage) is { } light)
            yield return light;
        if (ColorMistake(nameof(BrandingOptions.DarkColor), darkColor, ColorContrast.DarkPage) is { } dark)
            yield return dark;
        if (darkColor.Length > 0 && color.Length == 0)
            yield return new(nameof(BrandingOptions.DarkColor), BrandingFault.NeedsColor);
    }

    static BrandingMistake? ColorMistake(string field, string color, string page) =>
        color.Length == 0 ? null
        : !ColorContrast.IsColor(color) ? new(field, BrandingFault.NotAColor)
        : ColorContrast.Ratio(color, page) is var ratio && ratio < ColorContrast.Readable
            ? new(field, BrandingFault.Unreadable, page, ratio)
        : null;
}
