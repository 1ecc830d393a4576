using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Proctoring.Core.Storage.Backup;

/// <summary>Copies a PostgreSQL database with pg_dump, and restores it with pg_restore.</summary>
internal sealed class PostgresBackup(string connectionString) : IDatabaseBackup
{
    readonly NpgsqlConnectionStringBuilder settings = new(connectionString) { Pooling = false, CommandTimeout = 120 };

    public bool Postgres => true;

    /// <summary>Refuses a check of the certificate that PostgreSQL's programs cannot make: without a root certificate, they use the
    /// certificates of the system only for verify-full.</summary>
    public void Check()
    {
        if (settings is { SslMode: SslMode.VerifyCA, RootCertificate: null or "" } && !HasUsualRoot())
            throw new BackupException(
                "With SSL Mode=VerifyCA, pg_dump and pg_restore check the certificate of the database only against a root certificate. "
                    + "Nothing was copied. Add Root Certificate to the connection string, or use SSL Mode=VerifyFull."
            );
    }

    /// <summary>Whether this server and PostgreSQL's programs find a root certificate that the connection string does not name.</summary>
    static bool HasUsualRoot()
    {
        var folder = OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "postgresql")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".postgresql");
        return !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("PGSSLROOTCERT")) || File.Exists(Path.Combine(folder, "root.crt"));
    }

    public async Task WriteAsync(BackupFolder folder, Action atThatMoment, CancellationToken cancellation)
    {
        var (snapshot, gate) = (new NpgsqlConnection(settings.ConnectionString), new NpgsqlConnection(settings.ConnectionString));
        await using (snapshot.ConfigureAwait(false))
        await using (gate.ConfigureAwait(false))
        {
            await snapshot.OpenAsync(cancellation).ConfigureAwait(false);
            await gate.OpenAsync(cancellation).ConfigureAwait(false);
            // Every change of a record adds a link, so no change commits while this lock is held.
            await AskAsync(gate, "BEGIN; LOCK TABLE \"ChainLinks\" IN SHARE MODE", cancellation).ConfigureAwait(false);
            atThatMoment();
            await AskAsync(snapshot, "BEGIN ISOLATION LEVEL REPEATABLE READ", cancellation).ConfigureAwait(false);
            var name = await AskAsync(snapshot, "SELECT pg_export_snapshot()", cancellation).ConfigureAwait(false);
            await AskAsync(gate, "ROLLBACK", cancellation).ConfigureAwait(false);
            await RunAsync("pg_dump", ["--format=custom", "--no-owner", $"--snapshot={name}", $"--file={folder.Dump}"], cancellation)
                .ConfigureAwait(false);
        }
    }

    public async Task RestoreAsync(BackupFolder folder, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            const string Tables = "SELECT count(*)::int FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')";
            if (await AskAsync(connection, Tables, cancellation).ConfigureAwait(false) is not 0)
                throw new BackupException($"The database {settings.Database} is not empty. Restore into an empty one.");
        }

        await RunAsync(
                "pg_restore",
                ["--no-owner", "--exit-on-error", "--single-transaction", $"--dbname={settings.Database}", folder.Dump],
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>The connection as PostgreSQL's programs read it. They encrypt it and check the server's certificate as this server
    /// does.</summary>
    /// <param name="settings">The connection string of this server.</param>
    internal static IEnumerable<(string Name, string Value)> VariablesOf(NpgsqlConnectionStringBuilder settings) =>
        new (string Name, string? Value)[]
        {
            ("PGHOST", settings.Host),
            ("PGPORT", settings.Port.ToString(CultureInfo.InvariantCulture)),
            ("PGUSER", settings.Username),
            ("PGPASSWORD", settings.Password),
            ("PGPASSFILE", settings.Passfile),
            ("PGDATABASE", settings.Database),
            ("PGSSLMODE", ModeOf(settings)),
            ("PGSSLROOTCERT", settings.RootCertificate ?? (settings.SslMode == SslMode.VerifyFull ? "system" : null)),
            ("PGSSLCERT", settings.SslCertificate),
            ("PGSSLKEY", settings.SslKey),
        }
            .Where(variable => !string.IsNullOrEmpty(variable.Value))
            .Select(variable => (variable.Name, variable.Value!));

    static string ModeOf(NpgsqlConnectionStringBuilder settings) =>
        settings.SslMode switch
        {
            SslMode.VerifyFull => "verify-full",
            SslMode.VerifyCA => "verify-ca",
            var mode => mode.ToString().ToLowerInvariant(),
        };

    static async Task<object?> AskAsync(NpgsqlConnection connection, string question, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // The questions are constant.
        var command = new NpgsqlCommand(question, connection);
#pragma warning restore CA2100
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs one of PostgreSQL's programs. The password is in its environment, where other users can't read it.</summary>
    async Task RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
        foreach (var (name, value) in VariablesOf(settings))
            start.Environment[name] = value;
        try
        {
            using var process = Process.Start(start)!;
            var trouble = await process.StandardError.ReadToEndAsync(cancellation).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw new BackupException($"{program} ended with code {process.ExitCode}: {trouble.Trim()}");
        }
        catch (System.ComponentModel.Win32Exception cause)
        {
            throw new BackupException($"{program} was not found. Install PostgreSQL's client programs of the server's version.", cause);
        }
    }
}
