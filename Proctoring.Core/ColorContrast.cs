using System.Globalization;

namespace Proctoring.Core;

/// <summary>The contrast between two colours (WCAG 2.2, "contrast ratio"). Colours are texts such as "#0b5563".</summary>
internal static class ColorContrast
{
    /// <summary>The least contrast of text (WCAG AA).</summary>
    public const double Readable = 4.5;

    /// <summary>The darkest background of light pages: a colour that can be read on it can be read on all of them.</summary>
    public const string LightPage = "#ebeff1";

    /// <summary>The lightest background of dark pages.</summary>
    public const string DarkPage = "#182328";

    const string White = "#ffffff";
    const string Black = "#000000";

    public static bool IsColor(string text) => text.Length == 7 && text[0] == '#' && text.AsSpan(1).IndexOfAnyExcept(Hex) < 0;

    /// <summary>The contrast, 1 to 21.</summary>
    public static double Ratio(string first, string second)
    {
        var (a, b) = (Luminance(first), Luminance(second));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>Black or white, whichever can be read better on a colour; one of them always can.</summary>
    public static string TextOn(string color) => Ratio(color, White) >= Ratio(color, Black) ? White : Black;

    /// <summary>The nearest lighter shade that can be read on dark pages.</summary>
    public static string LightenedForDark(string color)
    {
        for (var share = 0.0; ; share += 0.05)
        {
            var shade = Mixed(color, Math.Min(1, share));
            if (Ratio(shade, DarkPage) >= Readable || share >= 1)
                return shade;
        }
    }

    static System.Buffers.SearchValues<char> Hex { get; } = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    static string Mixed(string color, double white) =>
        Channels(color)
            .Select(channel => (int)Math.Round(channel + ((255 - channel) * white)))
            .Aggregate("#", (shade, channel) => shade + channel.ToString("x2", CultureInfo.InvariantCulture));

    static double Luminance(string color) =>
        Channels(color)
            .Select(channel => channel / 255.0)
            .Select(channel => channel <= 0.04045 ? channel / 12.92 : Math.Pow((channel + 0.055) / 1.055, 2.4))
            .Zip([0.2126, 0.7152, 0.0722], (channel, weight) => channel * weight)
            .Sum();

    static IEnumerable<int> Channels(string color) =>
        [Channel(color.AsSpan(1, 2)), Channel(color.AsSpan(3, 2)), Channel(color.AsSpan(5, 2))];

    static int Channel(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
