using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage.Files;

namespace Proctoring.Core.Storage.Backup;

/// <summary>Backs up a running server: database, evidence and keys, so that they fit together; and restores them elsewhere.</summary>
internal sealed class Backups(
    IDbContextFactory<ProctoringDb> databases,
    IDatabaseBackup database,
    ProctoringPaths paths,
    ServerLock server,
    TimeProvider time
)
{
    /// <summary>Writes a backup into a new or empty folder. The server may run; it waits for a moment.</summary>
    /// <exception cref="BackupException">The folder is not empty, or something could not be copied.</exception>
    public async Task<BackupNote> WriteAsync(string path, CancellationToken cancellation)
    {
        database.Check();
        BackupFolder folder = new(Path.GetFullPath(path));
        if (Directory.Exists(folder.Path) && Directory.EnumerateFileSystemEntries(folder.Path).Any())
            throw new BackupException($"{folder.Path} is not empty.");
        PrivateFiles.CreateFolder(folder.Path);
        PrivateFiles.Restrict(folder.Path);
        var context = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var migration = (await context.Database.GetAppliedMigrationsAsync(cancellation).ConfigureAwait(false)).Last();
            // Most files do not change any more, so that only few are left for the moment in which nothing commits.
            var files = EvidenceCopy.New(paths.Evidence, folder.Paths.Evidence, cancellation);
            var at = time.GetUtcNow().UtcDateTime;
            await database
                .WriteAsync(folder, () => files += EvidenceCopy.New(paths.Evidence, folder.Paths.Evidence, cancellation), cancellation)
                .ConfigureAwait(false);
            CopyKeys(paths.Keys, folder.Paths.Keys);
            BackupNote note = new(BackupFolder.Layout, at, database.Postgres, migration, files);
            await folder.CompleteAsync(note, cancellation).ConfigureAwait(false);
            return note;
        }
    }

    /// <summary>Restores a backup into this server's empty data folder and empty database. No server may use them.</summary>
    /// <exception cref="BackupException">There is no complete backup, or the place is not empty.</exception>
    /// <exception cref="ServerLockedException">A server runs on the data folder or the database.</exception>
    public async Task<BackupNote> RestoreAsync(string path, CancellationToken cancellation)
    {
        database.Check();
        BackupFolder folder = new(Path.GetFullPath(path));
        var note = await folder.ReadNoteAsync(cancellation).ConfigureAwait(false);
        if (note.Postgres != database.Postgres)
            throw new BackupException(
                note.Postgres
                    ? "The backup is one of PostgreSQL. Set ConnectionStrings:Proctoring to an empty database."
                    : "The backup is one of SQLite. Remove the setting ConnectionStrings:Proctoring."
            );
        foreach (var place in new[] { paths.Keys, paths.Evidence })
        {
            if (Directory.Exists(place) && Directory.EnumerateFileSystemEntries(place).Any())
                throw new BackupException($"{place} is not empty. Restore into an empty data folder.");
        }

        await server.AcquireAsync(cancellation).ConfigureAwait(false);
        await database.RestoreAsync(folder, cancellation).ConfigureAwait(false);
        EvidenceCopy.New(folder.Paths.Evidence, paths.Evidence, cancellation);
        CopyKeys(folder.Paths.Keys, paths.Keys);
        return note;
    }

    static void CopyKeys(string from, string to)
    {
        // With keys in the database there is no folder.
        if (!Directory.Exists(from))
            return;
        PrivateFiles.CreateFolder(to);
        foreach (var path in Directory.EnumerateFiles(from))
        {
            var target = Path.Combine(to, Path.GetFileName(path));
            File.Copy(path, target);
            PrivateFiles.Restrict(target);
        }
    }
}
