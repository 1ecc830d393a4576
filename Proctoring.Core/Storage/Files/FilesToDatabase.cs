using Microsoft.Extensions.Logging;
using Proctoring.Core.Storage.Keys;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage.Files;

/// <summary>Moves keys and evidence from the data folder into the database when the settings change to it. A stop in between loses
/// nothing: a file is removed after its row is stored.</summary>
internal sealed partial class FilesToDatabase(ProctoringPaths paths, IKeyFiles keys, IEvidenceStore evidence, ILogger<FilesToDatabase> log)
{
    /// <summary>Moves what the database lacks. Keys are copied and stay in the folder, for the operator to remove.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (keys is DatabaseKeyFiles && keys.Names().Count == 0)
            await CopyKeysAsync(cancellation).ConfigureAwait(false);
        if (evidence is DatabaseEvidenceStore database && Directory.Exists(paths.Evidence))
            await MoveEvidenceAsync(database, cancellation).ConfigureAwait(false);
    }

    async Task CopyKeysAsync(CancellationToken cancellation)
    {
        var folder = new FolderKeyFiles(paths.Keys);
        var names = folder.Names();
        // The canary last: it says that the others are complete.
        foreach (var name in names.OrderBy(name => name == KeyCanary.FileName))
            await keys.WriteAsync(name, folder.Read(name), cancellation).ConfigureAwait(false);
        if (names.Count > 0)
            LogKeys(names.Count, paths.Keys);
    }

    async Task MoveEvidenceAsync(DatabaseEvidenceStore database, CancellationToken cancellation)
    {
        var moved = 0;
        foreach (var path in Directory.EnumerateFiles(paths.Evidence, "*" + FolderEvidenceStore.Ending, SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(paths.Evidence, path)[..^FolderEvidenceStore.Ending.Length];
            var key = name.Replace(Path.DirectorySeparatorChar, '/');
            if (!EvidenceKey.IsValid(key))
                continue;
            var content = await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
            await database.PutEncryptedAsync(key, content, cancellation).ConfigureAwait(false);
            File.Delete(path);
            moved++;
        }

        if (moved > 0)
            LogEvidence(moved, paths.Evidence);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Count} keys were copied from {Folder} into the database. Back up that folder, and then remove it from this machine."
    )]
    partial void LogKeys(int count, string folder);

    [LoggerMessage(LogLevel.Information, "{Count} files of evidence were moved from {Folder} into the database")]
    partial void LogEvidence(int count, string folder);
}
