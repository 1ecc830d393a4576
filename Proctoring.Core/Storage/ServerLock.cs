using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Proctoring.Core.Storage.Files;

namespace Proctoring.Core.Storage;

/// <summary>Reserves the data folder for one server, and the database for one server or the servers of one cluster. Two servers that do not
/// know each other would load the same sessions and end each other's flags. Verbs that only read need no lock.</summary>
/// <remarks>An exclusive file lock holds the folder; an advisory lock on an open connection holds PostgreSQL. The system releases both when
/// the process ends, however it ends.</remarks>
/// <param name="paths">The data folder.</param>
/// <param name="connectionString">The PostgreSQL database; null for SQLite.</param>
/// <param name="inCluster">Whether other servers may hold the database too.</param>
/// <param name="lifetime">Stops the server that lost its lock; null in tests.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class ServerLock(
    ProctoringPaths paths,
    string? connectionString,
    bool inCluster,
    IHostApplicationLifetime? lifetime,
    TimeProvider time,
    ILogger<ServerLock> log
) : BackgroundService
{
    const string Server = "hashtext('proctoring'), hashtext('server')";

    /// <summary>Held by each server of a cluster, so that the first one knows that it is the first.</summary>
    const string Node = "hashtext('proctoring'), hashtext('node')";

    /// <summary>Held by the server of a cluster that prepares the storage.</summary>
    const string Setup = "hashtext('proctoring'), hashtext('setup')";

    /// <summary>After a restart of PostgreSQL, the servers of a cluster take their locks again within this time.</summary>
    const int SettledAfterSeconds = 15;

    /// <summary>How long a server waits for another one that is stopping.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    static readonly TimeSpan TryEvery = TimeSpan.FromMilliseconds(250);

    FileStream? file;
    NpgsqlConnection? connection;
    bool isKnown;

    /// <summary>Whether no other server uses the database.</summary>
    public bool IsFirst { get; private set; } = true;

    /// <summary>Takes the lock, or refuses.</summary>
    /// <exception cref="ServerLockedException">Another server has it; the message names the folder or database.</exception>
    public async Task AcquireAsync(CancellationToken cancellation)
    {
        PrivateFiles.CreateFolder(paths.Data);
        var path = Path.Combine(paths.Data, "server.lock");
        await RetryAsync(
                () => Task.FromResult(TryLockFile(path)),
                () =>
                    new ServerLockedException(
                        $"Another server uses the data folder {paths.Data}. Stop it first, or give this server its own folder and "
                            + "database."
                    ),
                cancellation
            )
            .ConfigureAwait(false);
        if (connectionString is null)
            return;
        await RetryAsync(
                () => TryLockDatabaseAsync(cancellation),
                () =>
                    new ServerLockedException(
                        $"Another server uses the database {new NpgsqlConnectionStringBuilder(connectionString).Database}. Stop "
                            + "it first, or give this server its own folder and database. Several servers can share a database if "
                            + "Proctoring:Cluster:Address is set on each."
                    ),
                cancellation
            )
            .ConfigureAwait(false);
        if (inCluster)
            await BeginSetupAsync(connection!, cancellation).ConfigureAwait(false);
    }

    /// <summary>Lets the next server of a cluster prepare the storage.</summary>
    public async Task CompleteSetupAsync(CancellationToken cancellation)
    {
        if (!inCluster || connection is not { } held)
            return;
        // The shared lock first, so that no other server believes to be the first.
        await BecomeKnownAsync(held, cancellation).ConfigureAwait(false);
        if (IsFirst)
            await AskAsync(held, $"SELECT pg_advisory_unlock({Node})", cancellation).ConfigureAwait(false);
        await AskAsync(held, $"SELECT pg_advisory_unlock({Setup})", cancellation).ConfigureAwait(false);
    }

    /// <summary>Waits until no other server of the cluster prepares the storage, and finds out whether this is the first one.</summary>
    async Task BeginSetupAsync(NpgsqlConnection held, CancellationToken cancellation)
    {
        while (!await AskAsync(held, $"SELECT pg_try_advisory_lock({Setup})", cancellation).ConfigureAwait(false))
            await Task.Delay(TryEvery, time, cancellation).ConfigureAwait(false);
        var settled = $"SELECT now() - pg_postmaster_start_time() > interval '{SettledAfterSeconds} s'";
        while (!await AskAsync(held, settled, cancellation).ConfigureAwait(false))
            await Task.Delay(TryEvery, time, cancellation).ConfigureAwait(false);
        IsFirst = await AskAsync(held, $"SELECT pg_try_advisory_lock({Node})", cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes the lock by which the next server knows that it is not the first. While a server prepares the storage as the first
    /// one, that fails, and is tried again.</summary>
    async Task BecomeKnownAsync(NpgsqlConnection held, CancellationToken cancellation) =>
        isKnown = await AskAsync(held, $"SELECT pg_try_advisory_lock_shared({Node})", cancellation).ConfigureAwait(false);

    static async Task<bool> AskAsync(NpgsqlConnection held, string question, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // The questions are constant.
        var command = new NpgsqlCommand(question, held);
#pragma warning restore CA2100
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is true;
    }

    public override void Dispose()
    {
        base.Dispose();
        connection?.Dispose();
        file?.Dispose();
    }

    /// <summary>Watches the connection that holds the lock on PostgreSQL. A restart of the database releases the lock, so it must be taken
    /// again.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (connectionString is null)
            return;
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                if (
                    await HoldsAsync(stoppingToken).ConfigureAwait(false)
                    || await TryLockDatabaseAsync(stoppingToken).ConfigureAwait(false)
                )
                {
                    if (inCluster && !isKnown)
                        await BecomeKnownAsync(connection!, stoppingToken).ConfigureAwait(false);
                    continue;
                }

                LogTaken();
                lifetime?.StopApplication();
                return;
            }
            catch (Exception cause) when (cause is NpgsqlException or InvalidOperationException)
            {
                // The database is unavailable for every server; the next check tries again.
                LogAway(cause);
            }
        }
    }

    bool TryLockFile(string path)
    {
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
            };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = PrivateFiles.FileMode;
            file ??= new FileStream(path, options);
            return true;
        }
        catch (IOException cause) when (File.Exists(path) && !StorageFailure.IsUnavailable(cause))
        {
            // Another process has it open. A read-only or broken disk gives another error.
            return false;
        }
    }

    async Task<bool> TryLockDatabaseAsync(CancellationToken cancellation)
    {
        // Not pooled: a pool resets a connection and releases its lock. The keep-alive detects a peer that vanished within half a minute.
        var own = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            KeepAlive = 10,
            ApplicationName = "Proctoring server lock",
        };
        var opened = new NpgsqlConnection(own.ConnectionString);
        try
        {
            await opened.OpenAsync(cancellation).ConfigureAwait(false);
            const string settings =
                "SELECT set_config('tcp_keepalives_idle', '15', false), set_config('tcp_keepalives_interval', '5', false), "
                + "set_config('tcp_keepalives_count', '3', false), ";
            var command = inCluster
                ? new NpgsqlCommand($"{settings}pg_try_advisory_lock_shared({Server})", opened)
                : new NpgsqlCommand($"{settings}pg_try_advisory_lock({Server})", opened);
            await using (command.ConfigureAwait(false))
            await using (var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellation).ConfigureAwait(false);
                if (reader.GetBoolean(3))
                {
                    connection = opened;
                    return true;
                }
            }

            await opened.DisposeAsync().ConfigureAwait(false);
            return false;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    async Task<bool> HoldsAsync(CancellationToken cancellation)
    {
        if (connection is not { } held)
            return false;
        try
        {
            var command = new NpgsqlCommand("SELECT 1", held);
            await using (command.ConfigureAwait(false))
                await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception cause) when (cause is NpgsqlException or InvalidOperationException)
        {
            LogLost(cause);
            (connection, isKnown) = (null, false);
            await held.DisposeAsync().ConfigureAwait(false);
            return false;
        }
    }

    async Task RetryAsync(Func<Task<bool>> attempt, Func<ServerLockedException> refuse, CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero; !await attempt().ConfigureAwait(false); waited += TryEvery)
        {
            if (waited >= Patience)
                throw refuse();
            await Task.Delay(TryEvery, time, cancellation).ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The connection that holds the lock on the database broke; taking the lock again")]
    partial void LogLost(Exception cause);

    [LoggerMessage(LogLevel.Warning, "The database can't be reached, so the lock on it can't be renewed; trying again")]
    partial void LogAway(Exception cause);

    [LoggerMessage(LogLevel.Critical, "Another server took the database while the connection was broken. This server stops.")]
    partial void LogTaken();
}

/// <summary>Another server uses the same data folder or database.</summary>
internal sealed class ServerLockedException(string message) : Exception(message);
