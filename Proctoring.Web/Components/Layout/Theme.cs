using MudBlazor;
using Proctoring.Core;

namespace Proctoring.Web.Components.Layout;

/// <summary>
/// Every colour, size and radius of the product. Info, Warning and Error are the severities Low, Medium and High; their colours pass
/// WCAG AA as text on the page, on a card and on their own tint, in both themes.
/// </summary>
internal static class Theme
{
    public static MudTheme Value { get; } = Create("#0b5563", "#ffffff", "#6cc6cf", "#04262b");

    /// <summary>The theme with another primary colour.</summary>
    /// <param name="light">The colour on light pages, such as "#0b5563".</param>
    /// <param name="dark">The colour on dark pages.</param>
    public static MudTheme With(string light, string dark) =>
        Create(light, ColorContrast.TextOn(light), dark, ColorContrast.TextOn(dark));

    /// <summary>The same for a part of the page that is dark while the other rules apply to light; see PlainLayout.</summary>
    public static MudTheme WhereDark { get; } =
        new()
        {
            PaletteLight = Value.PaletteLight,
            PaletteDark = Value.PaletteDark,
            LayoutProperties = Value.LayoutProperties,
            Typography = Value.Typography,
            PseudoCss = new PseudoCss { Scope = ":root:has(.frame.dark)" },
        };

    static MudTheme Create(string light, string onLight, string dark, string onDark) =>
        new()
        {
            PaletteLight = new PaletteLight
            {
                Primary = light,
                PrimaryContrastText = onLight,
                Secondary = "#3d5a66",
                Tertiary = "#2f6f5e",
                Info = "#46566a",
                Success = "#1c6b45",
                Warning = "#855300",
                Error = "#b3261e",
                Dark = "#1d282e",
                Background = "#f5f7f8",
                BackgroundGray = "#ebeff1",
                Surface = "#ffffff",
                AppbarBackground = "#ffffff",
                AppbarText = "#16252b",
                TextPrimary = "#16252b",
                TextSecondary = "#4d5d66",
                TextDisabled = "#7b8991",
                ActionDefault = "#4d5d66",
                LinesDefault = "#d9e0e3",
                LinesInputs = "#7b8991",
                TableLines = "#e3e8ea",
                Divider = "#d9e0e3",
                Skeleton = "#e3e8ea",
            },
            PaletteDark = new PaletteDark
            {
                Primary = dark,
                PrimaryContrastText = onDark,
                Secondary = "#a3bcc6",
                Tertiary = "#84c7b2",
                Info = "#b3c1d1",
                InfoContrastText = "#1b2630",
                Success = "#79cfa2",
                SuccessContrastText = "#06281a",
                Warning = "#efbd5e",
                WarningContrastText = "#2b1c00",
                Error = "#ffa59d",
                ErrorContrastText = "#3a0704",
                Dark = "#0c1215",
                Background = "#10181c",
                BackgroundGray = "#0c1316",
                Surface = "#182328",
                AppbarBackground = "#131d21",
                AppbarText = "#e4ecef",
                TextPrimary = "#e4ecef",
                TextSecondary = "#a9b9c0",
                TextDisabled = "#76868e",
                ActionDefault = "#a9b9c0",
                LinesDefault = "#2c3a41",
                LinesInputs = "#76868e",
                TableLines = "#2c3a41",
                Divider = "#2c3a41",
                Skeleton = "#26343a",
            },
            LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", AppbarHeight = "56px" },
            Typography = new Typography
            {
                Default = new DefaultTypography
                {
                    FontFamily = Family,
                    FontSize = "1rem",
                    LineHeight = "1.5",
                    LetterSpacing = "normal",
                },
                H1 = Heading<H1Typography>("1.75rem", "1.25"),
                H2 = Heading<H2Typography>("1.25rem", "1.3"),
                H3 = Heading<H3Typography>("1.0625rem", "1.4"),
                Body1 = new Body1Typography
                {
                    FontFamily = Family,
                    FontSize = "1rem",
                    LineHeight = "1.55",
                    LetterSpacing = "normal",
                },
                Body2 = new Body2Typography
                {
                    FontFamily = Family,
                    FontSize = "0.875rem",
                    LineHeight = "1.5",
                    LetterSpacing = "normal",
                },
                Caption = new CaptionTypography
                {
                    FontFamily = Family,
                    FontSize = "0.8125rem",
                    LineHeight = "1.45",
                    LetterSpacing = "normal",
                },
                Button = new ButtonTypography
                {
                    FontFamily = Family,
                    FontSize = "0.9375rem",
                    FontWeight = "600",
                    LineHeight = "1.5",
                    LetterSpacing = "normal",
                    TextTransform = "none",
                },
            },
        };

    /// <summary>As in wwwroot/css/app.css.</summary>
    static string[] Family =>
        [
            "Inter Variable",
            "Inter",
            "system-ui",
            "Segoe UI",
            "Roboto",
            "Nirmala UI",
            "Noto Sans Devanagari",
            "Kohinoor Devanagari",
            "Mangal",
            "Lohit Devanagari",
            "Noto Sans Devanagari Variable",
            "sans-serif",
        ];

    static T Heading<T>(string size, string line)
        where T : BaseTypography, new() =>
        new()
        {
            FontFamily = Family,
            FontSize = size,
            FontWeight = "650",
            LineHeight = line,
            LetterSpacing = "-0.01em",
        };
}
