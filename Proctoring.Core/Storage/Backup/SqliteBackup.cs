using Microsoft.Data.Sqlite;
using Proctoring.Core.Storage.Files;

namespace Proctoring.Core.Storage.Backup;

/// <summary>Copies the SQLite file with SQLite's own online backup.</summary>
internal sealed class SqliteBackup(ProctoringPaths paths) : IDatabaseBackup
{
    public bool Postgres => false;

    public async Task WriteAsync(BackupFolder folder, Action atThatMoment, CancellationToken cancellation)
    {
        var (source, gate) = (Open(paths.Database), Open(paths.Database));
        await using (source.ConfigureAwait(false))
        await using (gate.ConfigureAwait(false))
        {
            await source.OpenAsync(cancellation).ConfigureAwait(false);
            await gate.OpenAsync(cancellation).ConfigureAwait(false);
            // The write lock: the server waits for a moment.
            Execute(gate, "BEGIN IMMEDIATE");
            atThatMoment();
            // From here on, this connection sees the database as it is now.
            Execute(source, "BEGIN");
            Execute(source, "SELECT count(*) FROM sqlite_master");
            Execute(gate, "ROLLBACK");
            var target = Open(folder.Paths.Database);
            await using (target.ConfigureAwait(false))
            {
                await target.OpenAsync(cancellation).ConfigureAwait(false);
                source.BackupDatabase(target);
            }

            Execute(source, "ROLLBACK");
        }

        PrivateFiles.Restrict(folder.Paths.Database);
    }

    public Task RestoreAsync(BackupFolder folder, CancellationToken cancellation)
    {
        if (File.Exists(paths.Database))
            throw new BackupException($"{paths.Database} exists. Restore into an empty data folder.");
        File.Copy(folder.Paths.Database, paths.Database);
        PrivateFiles.Restrict(paths.Database);
        return Task.CompletedTask;
    }

    static SqliteConnection Open(string path) => new($"Data Source={path};Pooling=False;Default Timeout=120");

    static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are constant.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteScalar();
    }
}
