using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Storage.Files;

/// <summary>Creates the data folder and removes the rights of other users: it contains faces, pictures, answers and keys.</summary>
internal sealed partial class DataFolder(ProctoringPaths paths, ILogger<DataFolder> log)
{
    /// <summary>Creates missing folders and restricts existing ones.</summary>
    public void Prepare()
    {
        string[] folders = [paths.Data, paths.Keys, paths.Evidence];
        foreach (var folder in folders)
            PrivateFiles.CreateFolder(folder);
        string[] files = [.. Directory.EnumerateFiles(paths.Data), .. Directory.EnumerateFiles(paths.Keys)];
        foreach (var path in folders.Concat(files).Where(path => !PrivateFiles.Restrict(path)))
            LogNotRestricted(path);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Other users of this machine may be able to read {Path}: its mode could not be changed. Make the server's user its owner."
    )]
    partial void LogNotRestricted(string path);
}
