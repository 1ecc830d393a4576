namespace Proctoring.Web;

/// <summary>Finds the folder of wwwroot/ and appsettings.json, whatever the working directory.</summary>
internal static class ContentRootLocator
{
    /// <summary>How a person runs one of the program's commands: in the archive, or in a copy of the source code.</summary>
    public static string Command(string verb) => CommandIn(AppContext.BaseDirectory, verb);

    public static string Find()
    {
        var beside = AppContext.BaseDirectory;
        if (IsPublished(beside))
            return beside;
        // Run from a build, a test or dotnet ef: the solution's folder.
        for (var folder = new DirectoryInfo(beside); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Proctoring.sln")))
                return folder.FullName;
        }

        return Directory.GetCurrentDirectory();
    }

    internal static string CommandIn(string folder, string verb) =>
        IsPublished(folder) ? $"./proctoring {verb}" : $"dotnet run --project Proctoring.Web -- {verb}";

    /// <summary>Whether the files are beside the program.</summary>
    static bool IsPublished(string folder) => Directory.Exists(Path.Combine(folder, "wwwroot"));
}
