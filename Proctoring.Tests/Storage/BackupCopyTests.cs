using Microsoft.EntityFrameworkCore;
using Npgsql;
using Proctoring.Core;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Backup;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>What a backup contains that is written while an exam runs.</summary>
public sealed class BackupCopyTests
{
    [Fact]
    public async Task A_picture_that_is_replaced_right_after_the_copy_of_the_database_is_in_the_backup()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.TwoFaces, 5);
        await host.StoredAsync(access);
        await using var database = host.OpenDatabase();
        var key = (await database.EvidenceImages.AsNoTracking().FirstAsync()).StoreKey;
        var backups = new Backups(
            host.Get<IDbContextFactory<ProctoringDb>>(),
            new Replacing(host.Get<IDatabaseBackup>(), () => host.Get<IEvidenceStore>().DeleteAsync(key, default)),
            host.Get<ProctoringPaths>(),
            host.Get<ServerLock>(),
            host.Clock
        );
        var folder = Directory.CreateTempSubdirectory("proctoring-backup-").FullName;

        await backups.WriteAsync(folder, default);

        Assert.True(File.Exists(Path.Combine(folder, "evidence", key + FolderEvidenceStore.Ending)));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void The_programs_of_PostgreSQL_connect_as_the_server_does()
    {
        var encrypted = new NpgsqlConnectionStringBuilder(
            "Host=db;Username=u;Database=d;Passfile=/run/pass;SSL Mode=VerifyFull;Root Certificate=/ca;SSL Certificate=/c;SSL Key=/k"
        );
        var plain = new NpgsqlConnectionStringBuilder("Host=db;Port=5433;Username=u;Password=p;Database=d");
        var system = new NpgsqlConnectionStringBuilder("Host=db;SSL Mode=VerifyFull");

        Assert.Equal(
            [
                ("PGHOST", "db"),
                ("PGPORT", "5432"),
                ("PGUSER", "u"),
                ("PGPASSFILE", "/run/pass"),
                ("PGDATABASE", "d"),
                ("PGSSLMODE", "verify-full"),
                ("PGSSLROOTCERT", "/ca"),
                ("PGSSLCERT", "/c"),
                ("PGSSLKEY", "/k"),
            ],
            PostgresBackup.VariablesOf(encrypted)
        );
        Assert.Equal(
            [("PGHOST", "db"), ("PGPORT", "5433"), ("PGUSER", "u"), ("PGPASSWORD", "p"), ("PGDATABASE", "d"), ("PGSSLMODE", "prefer")],
            PostgresBackup.VariablesOf(plain)
        );
        Assert.Contains(("PGSSLROOTCERT", "system"), PostgresBackup.VariablesOf(system));
    }

    /// <summary>pg_dump only encrypted then, and anyone between it and the database could read all records.</summary>
    [Fact]
    public async Task A_certificate_that_the_programs_cannot_check_is_refused_before_anything_is_copied()
    {
        await using var host = await CoreHost.CreateAsync();
        var backups = new Backups(
            host.Get<IDbContextFactory<ProctoringDb>>(),
            // Port 9 is closed: an attempt to connect would fail with another message.
            new PostgresBackup("Host=127.0.0.1;Port=9;Username=u;Database=d;SSL Mode=VerifyCA"),
            host.Get<ProctoringPaths>(),
            host.Get<ServerLock>(),
            host.Clock
        );
        var folder = Path.Combine(Path.GetTempPath(), $"proctoring-backup-{Guid.NewGuid():N}");

        var written = await Assert.ThrowsAsync<BackupException>(() => backups.WriteAsync(folder, default));
        var restored = await Assert.ThrowsAsync<BackupException>(() => backups.RestoreAsync(folder, default));

        Assert.Contains("Add Root Certificate", written.Message, StringComparison.Ordinal);
        Assert.Equal(written.Message, restored.Message);
        Assert.False(Directory.Exists(folder));
        Assert.Contains(
            ("PGSSLMODE", "verify-ca"),
            PostgresBackup.VariablesOf(new NpgsqlConnectionStringBuilder("Host=db;SSL Mode=VerifyCA;Root Certificate=/ca"))
        );
    }

    /// <summary>The running server replaces a picture as soon as it may commit again.</summary>
    sealed class Replacing(IDatabaseBackup real, Func<Task> replace) : IDatabaseBackup
    {
        public bool Postgres => real.Postgres;

        public async Task WriteAsync(BackupFolder folder, Action atThatMoment, CancellationToken cancellation)
        {
            await real.WriteAsync(folder, atThatMoment, cancellation);
            await replace();
        }

        public Task RestoreAsync(BackupFolder folder, CancellationToken cancellation) => real.RestoreAsync(folder, cancellation);
    }
}
