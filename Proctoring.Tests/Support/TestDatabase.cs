using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Proctoring.Core.Storage;
using Xunit;

namespace Proctoring.Tests.Support;

/// <summary>The databases of every storage test.</summary>
public enum DatabaseKind
{
    Sqlite,
    Postgres,
}

/// <summary>An empty database for one test, deleted afterwards.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>The connections that create and drop databases. A new pool would first read the types of the server.</summary>
    static readonly ConcurrentDictionary<string, NpgsqlDataSource> Servers = new(StringComparer.Ordinal);

    readonly string folder = Directory.CreateTempSubdirectory("proctoring-test-").FullName;
    readonly string? postgres;
    readonly string name = $"test_{Guid.NewGuid():N}";

    TestDatabase(string? postgres) => this.postgres = postgres;

    public static TheoryData<DatabaseKind> All { get; } = [DatabaseKind.Sqlite, DatabaseKind.Postgres];

    /// <summary>The data folder.</summary>
    public string Folder => folder;

    /// <summary>The connection string; null for SQLite, whose file is in the folder.</summary>
    public string? Connection =>
        postgres is null ? null : new NpgsqlConnectionStringBuilder(postgres) { Database = name }.ConnectionString;

    /// <summary>Skips visibly without PostgreSQL; test.sh starts a server and requires it.</summary>
    public static Task<TestDatabase> CreateAsync(DatabaseKind kind) => CreateAsync(kind, migrated: false);

    /// <summary>Creates a database that has the current schema already.</summary>
    public static Task<TestDatabase> CreateMigratedAsync(DatabaseKind kind) => CreateAsync(kind, migrated: true);

    /// <summary>Creates an empty database of PostgreSQL whose lower() converts only A to Z.</summary>
    public static Task<TestDatabase> CreateWithoutLocaleAsync() =>
        CreateAsync(DatabaseKind.Postgres, migrated: false, " TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");

    static async Task<TestDatabase> CreateAsync(DatabaseKind kind, bool migrated, string form = "")
    {
        var server = Environment.GetEnvironmentVariable("PROCTORING_TEST_POSTGRES");
        if (kind == DatabaseKind.Postgres && server is null)
            Assert.Skip("There is no PostgreSQL: PROCTORING_TEST_POSTGRES is not set. ./test.sh starts a server and sets it.");
        var database = new TestDatabase(kind == DatabaseKind.Postgres ? server : null);
        if (database.postgres is not null)
        {
            var template = migrated ? await TemplateAsync(database.postgres) : form;
            await ExecuteAsync(database.postgres, $"CREATE DATABASE {database.name}{template}");
        }
        else if (migrated)
            await MigratedDatabase.CopyToAsync(database.folder);
        return database;
    }

    /// <summary>Copying files takes less work than writing each page to the log, the default since PostgreSQL 15. Older versions copy files
    /// and know no other strategy.</summary>
    static async Task<string> TemplateAsync(string server) =>
        $" TEMPLATE {await MigratedDatabase.PostgresTemplateAsync()}{(await HasStrategiesAsync(server) ? " STRATEGY FILE_COPY" : "")}";

    static async Task<bool> HasStrategiesAsync(string server)
    {
        await using var connection = await Servers.GetOrAdd(server, NpgsqlDataSource.Create).OpenConnectionAsync();
        return connection.PostgreSqlVersion.Major >= 15;
    }

    public ProctoringDb Open() =>
        Connection is { } connection
            ? new PostgresProctoringDb(new DbContextOptionsBuilder<PostgresProctoringDb>().UseNpgsql(connection).Options)
            : new SqliteProctoringDb(
                new DbContextOptionsBuilder<SqliteProctoringDb>()
                    .UseSqlite($"Data Source={MigratedDatabase.FileIn(folder)};Pooling=False")
                    .Options
            );

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
            await ExecuteAsync(postgres, $"DROP DATABASE {name} WITH (FORCE)");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await TestFolders.DeleteAsync(folder);
    }

    static async Task ExecuteAsync(string connection, string command)
    {
        await using var statement = Servers.GetOrAdd(connection, NpgsqlDataSource.Create).CreateCommand(command);
        await statement.ExecuteNonQueryAsync();
    }
}
