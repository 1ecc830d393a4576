namespace Proctoring.Tests.Support;

/// <summary>Where tests find what lies outside of git.</summary>
internal static class TestFolders
{
    /// <summary>The folder that holds Proctoring.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The restored models: PROCTORING_MODELS, or models/ at the root.</summary>
    public static string Models { get; } = Environment.GetEnvironmentVariable("PROCTORING_MODELS") ?? Path.Combine(Root, "models");

    /// <summary>The pictures that scripts/test-pictures.sh fetches.</summary>
    public static string Pictures { get; } =
        Environment.GetEnvironmentVariable("PROCTORING_TEST_PICTURES") ?? Path.Combine(Root, "TestResults", "pictures");

    /// <summary>One of the pictures.</summary>
    public static string Picture(string name)
    {
        var path = Path.Combine(Pictures, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"The test picture {name} is missing; scripts/test-pictures.sh {Pictures} fetches it.");
    }

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Proctoring.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("Proctoring.sln was not found above the tests.");
    }
}
