using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Files;
using Proctoring.Core.Storage.Keys;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Storage;

/// <summary>Prepares the storage for a server: the schema, the keys, the saves that a crash interrupted, and the demo exam of a new
/// installation.</summary>
/// <remarks>Only the server calls this, while it holds the <see cref="ServerLock"/>. A verb calls <see cref="IsReadyAsync"/>.</remarks>
internal sealed class DatabaseSetup(
    IDbContextFactory<ProctoringDb> databases,
    SchemaMigration migration,
    DataFolder folder,
    FilesFromFolder files,
    InstallationKeys keys,
    ChainAdoption adoption,
    WitnessSettlement settlement,
    EvidenceSweep sweep,
    StoredPolicies policies,
    ServerLock server,
    ProctoringPaths paths,
    IOptions<ProctoringOptions> options
)
{
    /// <exception cref="KeysUnavailableException">The keys don't belong to the records.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        folder.Prepare();
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await MigrateAsync(database, cancellation).ConfigureAwait(false);
        // Files that the migration created.
        folder.Prepare();
        await files.RunAsync(cancellation).ConfigureAwait(false);
        if (await keys.PrepareAsync(cancellation).ConfigureAwait(false))
            await adoption.RunAsync(cancellation).ConfigureAwait(false);
        await keys.CompleteAsync(cancellation).ConfigureAwait(false);
        // Beside a running server, the remains of a crash cannot be distinguished from files that this server is writing.
        if (server.IsFirst)
        {
            await settlement.RunAsync(cancellation).ConfigureAwait(false);
            await sweep.RunAsync(cancellation).ConfigureAwait(false);
        }

        await StaffRoleRows.KeepAsync(database, cancellation).ConfigureAwait(false);
        await EarlierPasskeys.MoveAsync(database, cancellation).ConfigureAwait(false);
        await policies.RefreshAsync(cancellation).ConfigureAwait(false);
        if (!options.Value.SeedDemoExam || await database.Exams.AnyAsync(cancellation).ConfigureAwait(false))
            return;
        database.Add(DemoExam.Create());
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns whether a server of this version has prepared the database. Then the stored policies are known too.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (!await SchemaVersion.IsCurrentAsync(database, cancellation).ConfigureAwait(false))
            return false;
        await policies.RefreshAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    async Task MigrateAsync(ProctoringDb database, CancellationToken cancellation)
    {
        var isSqlite = database.Database.IsSqlite();
        if (!await SchemaVersion.IsCurrentAsync(database, cancellation).ConfigureAwait(false))
        {
            if (isSqlite)
            {
                await RemoveAbandonedLockAsync(database, cancellation).ConfigureAwait(false);
                await CopyAsync(database, cancellation).ConfigureAwait(false);
                await database.Database.MigrateAsync(cancellation).ConfigureAwait(false);
            }
            else
                await migration.RunAsync(cancellation).ConfigureAwait(false);
        }

        // Readers and the writer must not wait for each other. The setting stays in the file.
        if (isSqlite)
            await database.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = wal", cancellation).ConfigureAwait(false);
    }

    /// <summary>Removes the migration lock of a server that was killed while it held it. EF Core waits for this row without end. Only the
    /// holder of the <see cref="ServerLock"/> gets here, so the row can belong to no other server.</summary>
    async Task RemoveAbandonedLockAsync(ProctoringDb database, CancellationToken cancellation)
    {
        if (File.Exists(paths.Database))
            await database
                .Database.ExecuteSqlRawAsync("""DROP TABLE IF EXISTS "__EFMigrationsLock" """, cancellation)
                .ConfigureAwait(false);
    }

    /// <summary>Copies a SQLite file before its schema changes, so that a failed migration loses no record.</summary>
    async Task CopyAsync(ProctoringDb database, CancellationToken cancellation)
    {
        if (!File.Exists(paths.Database))
            return;
        var applied = await database.Database.GetAppliedMigrationsAsync(cancellation).ConfigureAwait(false);
        var pending = await database.Database.GetPendingMigrationsAsync(cancellation).ConfigureAwait(false);
        if (applied.LastOrDefault() is not { } last || !pending.Any())
            return;
        // VACUUM INTO includes the write-ahead log, which a copy of the file would not.
        var copy = Path.Combine(paths.Data, $"proctoring.before-{last}.db");
        File.Delete(copy);
        await database.Database.ExecuteSqlAsync($"VACUUM INTO {copy}", cancellation).ConfigureAwait(false);
    }
}
