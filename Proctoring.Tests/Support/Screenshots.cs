using Microsoft.Playwright;

namespace Proctoring.Tests.Support;

/// <summary>Pictures of pages for people to look at, in screenshots/, outside git. No test reads them, and each takes up to a second on
/// two busy cores, so they are saved only if PROCTORING_SCREENSHOTS is set.</summary>
internal static class Screenshots
{
    /// <summary>Whether pictures are saved.</summary>
    public static bool Wanted { get; } = Environment.GetEnvironmentVariable("PROCTORING_SCREENSHOTS") is { Length: > 0 };

    /// <summary>Saves a picture if pictures are wanted.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">The file's name without its extension.</param>
    /// <param name="whole">Whether the picture shows the whole page or only the window.</param>
    public static Task SaveAsync(IPage page, string name, bool whole = false) =>
        Wanted ? page.ScreenshotAsync(new() { Path = PathOf(name), FullPage = whole }) : Task.CompletedTask;

    /// <summary>The file of a picture.</summary>
    public static string PathOf(string name) => Path.Combine(TestFolders.Root, "screenshots", $"{name}.png");
}
