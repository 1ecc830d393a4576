namespace Proctoring.Web.Components.Layout;

/// <summary>The viewer's choice of light or dark, as the cookie keeps it.</summary>
internal static class ThemeChoice
{
    public const string Cookie = "theme";

    /// <summary>True for dark, false for light, null where nothing was chosen.</summary>
    public static bool? Read(string? value) =>
        value switch
        {
            "dark" => true,
            "light" => false,
            _ => null,
        };

    public static string Write(bool dark) => dark ? "dark" : "light";
}
