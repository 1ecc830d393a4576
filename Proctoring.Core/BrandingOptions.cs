using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Exams;

namespace Proctoring.Core;

/// <summary>How the frame in other sites looks. Without settings it has the product's own colours and no name.</summary>
public sealed class BrandingOptions : IValidatableObject
{
    /// <summary>The name beside the logo and in titles of the frame; at most 60 characters. Empty: the product's.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Name { get; set; } = "";

    /// <summary>A PNG, JPEG or WebP of at most 256 KB. Relative to the content root; empty: none.</summary>
    [Required(AllowEmptyStrings = true)]
    public string LogoFile { get; set; } = "";

    /// <summary>The colour of buttons and links on light pages, such as "#0b5563", dark enough to be read there. Empty: the
    /// product's.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Color { get; set; } = "";

    /// <summary>The same for dark pages, light enough to be read there. Empty: a lighter shade of Color.</summary>
    [Required(AllowEmptyStrings = true)]
    public string DarkColor { get; set; } = "";

    /// <summary>The language of the frame if its address names none, and of messages to a chat room: en, hi, es, fr, de or ar. Empty: the
    /// browser's, and English.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Language { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var mistake in BrandingCheck.Mistakes(Name, Color, DarkColor))
            yield return new ValidationResult(TextOf(mistake), [mistake.Field]);
        if (Language.Length > 0 && Localization.Language.All.All(known => known.Code != Language))
            yield return new ValidationResult(
                $"\"{Language}\" is not one of {string.Join(", ", Localization.Language.All.Select(known => known.Code))}",
                [nameof(Language)]
            );
    }

    string TextOf(BrandingMistake mistake) =>
        mistake.Fault switch
        {
            BrandingFault.NameTooLong => string.Create(
                CultureInfo.InvariantCulture,
                $"is longer than {BrandingCheck.LongestName} characters"
            ),
            BrandingFault.NameCharacters => TextCharacters.Mistake(Name)!,
            BrandingFault.NotAColor => $"\"{ColorOf(mistake)}\" is not a colour such as #0b5563",
            BrandingFault.NeedsColor => "needs Color, the colour on light pages",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"\"{ColorOf(mistake)}\" cannot be read on {mistake.Page}: its contrast is {mistake.Ratio:0.0}, "
                    + $"and WCAG AA needs {ColorContrast.Readable}"
            ),
        };

    string ColorOf(BrandingMistake mistake) => mistake.Field == nameof(Color) ? Color : DarkColor;
}
