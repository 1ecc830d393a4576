using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Proctoring.Core.Storage;

/// <summary>Finds out whether a database has the schema of this version. EF Core's own comparison opens connections of its own, builds a
/// model of its table and searches all types, which took longer than the rest of a start.</summary>
internal static class SchemaVersion
{
    const string OnPostgres = """SELECT to_regclass('"__EFMigrationsHistory"') IS NOT NULL""";

    const string OnSqlite = "SELECT count(*) FROM sqlite_master WHERE name = '__EFMigrationsHistory'";

    const string Applied = """SELECT "MigrationId" FROM "__EFMigrationsHistory" """;

    /// <summary>PostgreSQL's code for a database that does not exist.</summary>
    const string NoSuchDatabase = "3D000";

    static readonly ConcurrentDictionary<Type, string[]> Migrations = new();

    /// <summary>Returns whether all migrations of this version have been applied; false for a database that is empty or does not
    /// exist.</summary>
    public static async Task<bool> IsCurrentAsync(ProctoringDb database, CancellationToken cancellation)
    {
        var facade = database.Database;
        var connection = facade.GetDbConnection();
        if (facade.IsSqlite() && !File.Exists(connection.DataSource))
            return false;
        try
        {
            await facade.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        }
        catch (DbException cause) when (cause.SqlState == NoSuchDatabase)
        {
            return false;
        }

        try
        {
            var exists = await ReadAsync(connection, facade.IsSqlite() ? OnSqlite : OnPostgres, cancellation).ConfigureAwait(false);
            if (exists is not [true or 1L])
                return false;
            var applied = await ReadAsync(connection, Applied, cancellation).ConfigureAwait(false);
            return Migrations.GetOrAdd(database.GetType(), _ => [.. facade.GetMigrations()]).All(applied.Contains);
        }
        finally
        {
            await facade.CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    static async Task<List<object>> ReadAsync(DbConnection connection, string query, CancellationToken cancellation)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
#pragma warning disable CA2100 // The queries are constant.
            command.CommandText = query;
#pragma warning restore CA2100
            var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                List<object> values = [];
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                    values.Add(reader.GetValue(0));
                return values;
            }
        }
    }
}
