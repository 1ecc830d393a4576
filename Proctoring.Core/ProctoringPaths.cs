namespace Proctoring.Core;

/// <summary>Where the product keeps its files; all absolute.</summary>
/// <param name="Data">The folder of all that it writes.</param>
/// <param name="Models">The folder of the restored models.</param>
public sealed record ProctoringPaths(string Data, string Models)
{
    public string Database => Path.Combine(Data, "proctoring.db");

    public string Evidence => Path.Combine(Data, "evidence");

    public string Keys => Path.Combine(Data, "keys");

    /// <summary>The folders that the settings name, relative ones under a root.</summary>
    public static ProctoringPaths From(ProctoringOptions options, string root) =>
        new(Path.GetFullPath(options.DataPath, root), Path.GetFullPath(options.ModelsPath, root));
}
