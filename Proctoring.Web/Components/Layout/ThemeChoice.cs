namespace Proctoring.Web.Components.Layout;

/// <summary>The viewer's choice of light or dark, stored in a cookie.</summary>
internal static class ThemeChoice
{
    public const string Cookie = "theme";

    /// <summary>True for dark, false for light, null for no choice.</summary>
    public static bool? Read(string? value) =>
        value switch
        {
            "dark" => true,
            "light" => false,
            _ => null,
        };

    public static string Write(bool dark) => dark ? "dark" : "light";
}
