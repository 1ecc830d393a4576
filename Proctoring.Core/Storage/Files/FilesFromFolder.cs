using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Storage.Keys;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage.Files;

/// <summary>Moves keys and evidence to the place that the settings name now: from the data folder into the database or S3, and evidence
/// from the database into S3. A stop in between loses nothing: a piece is removed after it is stored there.</summary>
internal sealed partial class FilesFromFolder(
    ProctoringPaths paths,
    IKeyFiles keys,
    IEvidenceStore evidence,
    IDbContextFactory<ProctoringDb> databases,
    ILogger<FilesFromFolder> log
)
{
    /// <summary>The rows that are read at once.</summary>
    const int RowsAtOnce = 50;

    /// <summary>Moves what the new place lacks. Keys are copied and stay in the folder, for the operator to remove.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (keys is DatabaseKeyFiles && keys.Names().Count == 0)
            await CopyKeysAsync(cancellation).ConfigureAwait(false);
        if (evidence is ISharedEvidenceStore shared && Directory.Exists(paths.Evidence))
            await MoveEvidenceAsync(shared, cancellation).ConfigureAwait(false);
        if (evidence is S3EvidenceStore storage)
            await MoveRowsAsync(storage, cancellation).ConfigureAwait(false);
    }

    async Task MoveRowsAsync(S3EvidenceStore storage, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // Only PostgreSQL has the table.
        if (database is not PostgresProctoringDb)
            return;
        var moved = 0;
        while (true)
        {
            var rows = await database
                .Database.SqlQuery<StoredRow>($"""SELECT "Key", "Content" FROM "EvidenceFiles" ORDER BY "Key" LIMIT {RowsAtOnce}""")
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
            foreach (var row in rows)
            {
                await storage.PutEncryptedAsync(row.Key, row.Content, cancellation).ConfigureAwait(false);
                await database
                    .Database.ExecuteSqlAsync($"""DELETE FROM "EvidenceFiles" WHERE "Key" = {row.Key}""", cancellation)
                    .ConfigureAwait(false);
            }

            moved += rows.Count;
            if (rows.Count < RowsAtOnce)
                break;
        }

        if (moved > 0)
            LogRows(moved);
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

    async Task MoveEvidenceAsync(ISharedEvidenceStore shared, CancellationToken cancellation)
    {
        var moved = 0;
        foreach (var path in Directory.EnumerateFiles(paths.Evidence, "*" + FolderEvidenceStore.Ending, SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(paths.Evidence, path)[..^FolderEvidenceStore.Ending.Length];
            var key = name.Replace(Path.DirectorySeparatorChar, '/');
            if (!EvidenceKey.IsValid(key))
                continue;
            var content = await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
            await shared.PutEncryptedAsync(key, content, cancellation).ConfigureAwait(false);
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

    /// <summary>A row of evidence, encrypted.</summary>
    sealed record StoredRow(string Key, byte[] Content);

    [LoggerMessage(LogLevel.Information, "{Count} pieces of evidence were moved from the database into the storage that the settings name")]
    partial void LogRows(int count);

    [LoggerMessage(LogLevel.Information, "{Count} files of evidence were moved from {Folder} into the store that the settings name")]
    partial void LogEvidence(int count, string folder);
}
