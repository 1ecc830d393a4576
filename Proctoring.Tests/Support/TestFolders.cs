namespace Proctoring.Tests.Support;

/// <summary>The folders of test data that is too large or too personal for git.</summary>
internal static class TestFolders
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The model weights: PROCTORING_MODELS, else models/ at the root.</summary>
    public static string Models => Environment.GetEnvironmentVariable("PROCTORING_MODELS") ?? Path.Combine(Root, "models");

    /// <summary>The pictures fetched by scripts/test-pictures.sh: PROCTORING_TEST_PICTURES, else TestResults/pictures at the
    /// root.</summary>
    public static string Pictures =>
        Environment.GetEnvironmentVariable("PROCTORING_TEST_PICTURES") ?? Path.Combine(Root, "TestResults", "pictures");

    /// <summary>Labelled pictures beside the repository; not every machine has them.</summary>
    public static string EvaluationData => Path.GetFullPath(Path.Combine(Root, "..", "shared", "evaldata"));

    /// <summary>One of the pictures.</summary>
    public static string Picture(string name)
    {
        var path = Path.Combine(Pictures, name);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"The test picture {name} is missing; scripts/test-pictures.sh {Pictures} fetches it.");
    }

    /// <summary>Deletes a data folder. A server that a test left as a crash would may still finish a write in it, so an attempt that
    /// finds a new file is repeated.</summary>
    public static async Task DeleteAsync(string folder)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (tries < 40)
            {
                await Task.Delay(50);
            }
        }
    }

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Proctoring.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("Proctoring.sln is in no folder above the tests.");
    }
}
