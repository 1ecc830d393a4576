using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Proctoring.Core.Storage;

/// <summary>
/// Sets each SQLite connection up: it reads its file through memory that all share, so that lists over a hundred thousand sessions cost no
/// system
/// call a page; and it lower-cases all letters as PostgreSQL does, where SQLite itself knows only A to Z.
/// </summary>
internal sealed class SqliteConnections : DbConnectionInterceptor
{
    /// <summary>Address space, not memory; what lies beyond it is read as before.</summary>
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
