using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Proctoring.Core.Storage;

/// <summary>Applies the migrations to a PostgreSQL database that other servers use. A statement that waits for a table makes all later
/// queries of the table wait behind it, so it waits for a short time only, and the migration is tried again.</summary>
internal sealed partial class SchemaMigration(
    IDbContextFactory<ProctoringDb> databases,
    TimeProvider time,
    ILogger<SchemaMigration> log
)
{
    /// <summary>In milliseconds: shorter than a page waits before it reports a lost connection.</summary>
    const int LockTimeout = 2000;

    /// <summary>The open transactions that use tables, oldest first. Their statements are left out: they can contain personal
    /// data.</summary>
    const string Holders = """
        SELECT format(
            '%s by process %s (%s), open for %s s',
            string_agg(DISTINCT relation.relname::text, ', '),
            activity.pid,
            coalesce(nullif(activity.application_name, ''), 'no name'),
            coalesce(round(extract(epoch FROM clock_timestamp() - activity.xact_start))::text, '?')
        ) AS "Value"
        FROM pg_locks held
        JOIN pg_class relation ON relation.oid = held.relation AND relation.relkind IN ('r', 'p')
        JOIN pg_namespace area ON area.oid = relation.relnamespace AND area.nspname NOT IN ('pg_catalog', 'information_schema')
        JOIN pg_stat_activity activity ON activity.pid = held.pid
        JOIN pg_database known ON known.oid = held.database AND known.datname = current_database()
        WHERE held.granted AND held.pid <> pg_backend_pid()
        GROUP BY activity.pid, activity.application_name, activity.xact_start
        ORDER BY activity.xact_start
        LIMIT 5
        """;

    /// <summary>The pause before the next attempt, in which the queries that waited go on.</summary>
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Applies the migrations. It ends only when they are applied: a transaction may be open for as long as a backup
    /// takes.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!await TryAsync(cancellation).ConfigureAwait(false))
        {
            LogWaits(RetryAfter.TotalSeconds, await HoldersAsync(cancellation).ConfigureAwait(false));
            await Task.Delay(RetryAfter, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <returns>False if a transaction uses a table that the migration changes. Then nothing of that migration is applied.</returns>
    async Task<bool> TryAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var connection = new NpgsqlConnectionStringBuilder(database.Database.GetConnectionString());
        connection.Options = $"{connection.Options} -c lock_timeout={LockTimeout}".Trim();
        database.Database.SetConnectionString(connection.ConnectionString);
        try
        {
            await database.Database.MigrateAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception cause) when (GivesWay(cause))
        {
            return false;
        }
    }

    /// <summary>Returns whether a table is in use. PostgreSQL looks for deadlocks after one second, before the timeout: a transaction may
    /// use one table that the migration changes and wait for another. Entity Framework wraps failures that may pass.</summary>
    internal static bool GivesWay(Exception cause) =>
        cause is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected }
        || (cause.InnerException is { } inner && GivesWay(inner));

    async Task<string> HoldersAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await database.Database.SqlQueryRaw<string>(Holders).ToListAsync(cancellation).ConfigureAwait(false);
        return found.Count == 0 ? "none now" : string.Join("; ", found);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The update of the database needs a table that another transaction uses, and tries again in {Seconds} s. The tables in use: "
            + "{Holders}"
    )]
    partial void LogWaits(double seconds, string holders);
}
