using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Proctoring.Core.Storage;

/// <summary>The connection string of a server that shares its database with others.</summary>
internal static class SharedConnection
{
    /// <summary>In milliseconds. A transaction that waits for the store of evidence is not idle
    /// (<see cref="TransactionKeeper"/>).</summary>
    const int LongestIdle = 8000;

    /// <summary>Lets PostgreSQL end transactions in which the server is silent for eight seconds. A server that was frozen within a
    /// transaction would otherwise lock its session against the other servers until it wakes.</summary>
    public static string For(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection);
        builder.Options = $"{builder.Options} -c idle_in_transaction_session_timeout={LongestIdle}".Trim();
        return builder.ConnectionString;
    }

    /// <summary>Lets the transaction that has begun wait without limit: it blocks no one, or it waits for the store of evidence many
    /// times.</summary>
    public static async Task AllowIdleAsync(ProctoringDb database, CancellationToken cancellation)
    {
        if (!database.Database.IsSqlite())
        {
            await database
                .Database.ExecuteSqlRawAsync("SET LOCAL idle_in_transaction_session_timeout = 0", cancellation)
                .ConfigureAwait(false);
        }
    }
}
