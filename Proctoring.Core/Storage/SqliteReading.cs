using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Proctoring.Core.Storage;

/// <summary>Lets SQLite read its file through memory that all connections share: lists over a hundred thousand sittings then cost no system call a page.</summary>
internal sealed class SqliteReading : DbConnectionInterceptor
{
    /// <summary>Address space, not memory; what lies beyond it is read as before.</summary>
    const string Command = "PRAGMA mmap_size = 1073741824";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Command;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Command;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
