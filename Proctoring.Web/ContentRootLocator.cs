namespace Proctoring.Web;

/// <summary>Finds the folder of wwwroot/ and appsettings.json, whatever the working directory.</summary>
internal static class ContentRootLocator
{
    public static string Find()
    {
        var beside = AppContext.BaseDirectory;
        // Published: the files are beside the program.
        if (Directory.Exists(Path.Combine(beside, "wwwroot")))
            return beside;
        // Run from a build, a test or dotnet ef: the solution's folder.
        for (var folder = new DirectoryInfo(beside); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Proctoring.sln")))
                return folder.FullName;
        }

        return Directory.GetCurrentDirectory();
    }
}
