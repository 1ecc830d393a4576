using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Proctoring.Core.Storage;

/// <summary>Configures each SQLite connection. Connections read the file through shared memory, so that lists over a hundred thousand
/// sessions need no system call per page. Their lower() converts all letters like PostgreSQL's, while SQLite's own converts only A to
/// Z.</summary>
internal sealed class SqliteConnections : DbConnectionInterceptor
{
    /// <summary>The limit of address space, not memory; the rest of the file is read with system calls.</summary>
    const string Command = "PRAGMA mmap_size = 1073741824";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Command;
        command.ExecuteNonQuery();
        SetUp(connection);
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Command;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        SetUp(connection);
    }

    static void SetUp(DbConnection connection) =>
        ((SqliteConnection)connection).CreateFunction("lower", (string? text) => text?.ToLowerInvariant(), isDeterministic: true);
}
