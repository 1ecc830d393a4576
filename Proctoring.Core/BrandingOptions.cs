using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Proctoring.Core;

/// <summary>How the frame in other sites looks. Without settings it has the product's own colours and no name.</summary>
public sealed class BrandingOptions : IValidatableObject
{
    /// <summary>The name beside the logo and in titles of the frame; at most 60 characters. Empty: the product's.</summary>
    [Required(AllowEmptyStrings = true)]
    [StringLength(60)]
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

    /// <summary>The language of the frame if its address names none: en, hi, es, fr, de or ar. Empty: the browser's.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Language { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Name.Any(char.IsControl))
            yield return new ValidationResult("contains control characters", [nameof(Name)]);
        foreach (
            var (name, value, page) in new[]
            {
                (nameof(Color), Color, ColorContrast.LightPage),
                (nameof(DarkColor), DarkColor, ColorContrast.DarkPage),
            }
        )
        {
            if (value.Length > 0 && ColorMistake(value, page) is { } mistake)
                yield return new ValidationResult(mistake, [name]);
        }

        if (DarkColor.Length > 0 && Color.Length == 0)
            yield return new ValidationResult("needs Color, the colour on light pages", [nameof(DarkColor)]);
        if (Language.Length > 0 && Localization.Language.All.All(known => known.Code != Language))
            yield return new ValidationResult(
                $"\"{Language}\" is not one of {string.Join(", ", Localization.Language.All.Select(known => known.Code))}",
                [nameof(Language)]
            );
    }

    static string? ColorMistake(string color, string page) =>
        !ColorContrast.IsColor(color) ? $"\"{color}\" is not a colour such as #0b5563"
        : ColorContrast.Ratio(color, page) is var ratio && ratio < ColorContrast.Readable
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"\"{color}\" cannot be read on {page}: its contrast is {ratio:0.0}, and WCAG AA needs {ColorContrast.Readable}"
            )
        : null;
}
