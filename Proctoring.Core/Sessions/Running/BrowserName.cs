using Proctoring.Core.Exams;

namespace Proctoring.Core.Sessions.Running;

/// <summary>
/// Reads the browser and the system from a user agent, without versions: a browser that updates itself during an exam stays the same one.
/// </summary>
internal static class BrowserName
{
    // In this order: most browsers also name the ones that they descend from.
    static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("OPT/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("YaBrowser/", "Yandex Browser"),
        ("Vivaldi/", "Vivaldi"),
        ("FxiOS/", "Firefox"),
        ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    static readonly (string Mark, string Name)[] Systems =
    [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        // An iPad asks for the desktop version of pages by default, and then names itself a Mac.
        ("iPad", "a Mac or iPad"),
        ("Macintosh", "a Mac or iPad"),
        ("CrOS", "ChromeOS"),
        ("Windows", "Windows"),
        ("Linux", "Linux"),
    ];

    /// <summary>Browser and system: "Firefox on Windows".</summary>
    public static string Of(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
            return "an unknown browser";
        var browser = Find(Browsers, userAgent) ?? FirstWord(userAgent);
        return Find(Systems, userAgent) is { } system ? $"{browser} on {system}" : browser;
    }

    static string? Find((string Mark, string Name)[] names, string userAgent) =>
        names.FirstOrDefault(name => userAgent.Contains(name.Mark, StringComparison.Ordinal)).Name;

    static string FirstWord(string userAgent)
    {
        var end = userAgent.IndexOfAny([' ', '/', '(']);
        return TextCharacters.Shortened(end > 0 ? userAgent[..end] : userAgent, 40);
    }
}
