using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Proctoring.Tests.Support;

/// <summary>An empty database with the current schema, made once by the migrations and copied for each test: the migrations take
/// longer than most tests.</summary>
internal static class MigratedDatabase
{
    static readonly Lazy<Task<byte[]>> Sqlite = new(MakeSqliteAsync);
    static readonly Lazy<Task<string>> Postgres = new(MakePostgresAsync);

    /// <summary>Writes a copy as the file of a data folder, which it creates if necessary.</summary>
    public static async Task CopyToAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(FileIn(folder), await Sqlite.Value);
    }

    /// <inheritdoc cref="CopyToAsync"/>
    public static void CopyTo(string folder) => CopyToAsync(folder).GetAwaiter().GetResult();

    /// <summary>Returns the name of the database of PostgreSQL that <c>CREATE DATABASE … TEMPLATE</c> copies.</summary>
    public static Task<string> PostgresTemplateAsync() => Postgres.Value;

    /// <summary>The SQLite file of a data folder.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, "proctoring.db");

    static async Task<byte[]> MakeSqliteAsync()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using (var context = database.Open())
            await context.Database.MigrateAsync();
        return await File.ReadAllBytesAsync(FileIn(database.Folder));
    }

    static async Task<string> MakePostgresAsync()
    {
        var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using (var context = database.Open())
            await context.Database.MigrateAsync();
        // PostgreSQL copies only a database that no one uses.
        await using (var pooled = new NpgsqlConnection(database.Connection))
            NpgsqlConnection.ClearPool(pooled);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => database.DisposeAsync().AsTask().Wait();
        return new NpgsqlConnectionStringBuilder(database.Connection).Database!;
    }
}
