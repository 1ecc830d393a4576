namespace Proctoring.Core;

/// <summary>The absolute paths of the server's files.</summary>
/// <param name="Data">The folder for all data the server writes.</param>
/// <param name="Models">The folder of the models.</param>
public sealed record ProctoringPaths(string Data, string Models)
{
    public string Database => Path.Combine(Data, "proctoring.db");

    public string Evidence => Path.Combine(Data, "evidence");

    public string Keys => Path.Combine(Data, "keys");

    /// <summary>Resolves the folders in the settings; relative paths start from the root.</summary>
    public static ProctoringPaths From(ProctoringOptions options, string root) =>
        new(Path.GetFullPath(options.DataPath, root), Path.GetFullPath(options.ModelsPath, root));
}
