using Proctoring.Core;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Embedding;

/// <summary>The name, logo and colours that the frame shows.</summary>
/// <param name="Name">The name beside the logo; null without one.</param>
/// <param name="Color">The colour on light pages; null for the product's.</param>
/// <param name="DarkColor">The colour on dark pages; null for the product's.</param>
/// <param name="Logo">The logo's address, relative to the site; null without a logo. It changes with the bytes.</param>
internal sealed record Brand(string? Name, string? Color, string? DarkColor, string? Logo)
{
    const string ProductName = "JobGenie Proctoring";

    /// <summary>The name in titles of pages.</summary>
    public string Title => Name ?? ProductName;

    /// <summary>This brand with what a system sets. Name and logo belong together: the name of one organisation must not stand beside the
    /// logo of another. So do the two colours.</summary>
    public Brand With(ShownBranding? system)
    {
        if (system is null)
            return this;
        var brand = this;
        if (system.Name is not null || system.LogoFile is not null)
            brand = brand with { Name = system.Name, Logo = system.LogoFile is { } file ? Brands.AddressOf(file) : null };
        return system.Color is { } color
            ? brand with
            {
                Color = color,
                DarkColor = system.DarkColor ?? ColorContrast.LightenedForDark(color),
            }
            : brand;
    }
}
