using System.Data.Common;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Proctoring.Core.Storage;

/// <summary>Keeps a transaction alive while it waits for the store of evidence. PostgreSQL would end it after the time of
/// <see cref="SharedConnection"/>, and a store that is slower could store nothing. A frozen server sends nothing, so it still loses its
/// transaction. So does one whose store hangs: its locks stop the other servers too.</summary>
internal sealed partial class TransactionKeeper(TimeProvider time, ILogger<TransactionKeeper> log)
{
    /// <summary>What an administrator of the database sees of such a transaction.</summary>
    public const string Statement = "SELECT 1 /* waits for the store of evidence */";

    static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>A store that takes longer for one file hangs. S3 has two attempts of ten seconds.</summary>
    static readonly TimeSpan LongestForFile = TimeSpan.FromSeconds(30);

    /// <summary>Waits for a task that does not use the connection.</summary>
    /// <param name="connection">The connection with the open transaction.</param>
    /// <param name="work">The task.</param>
    /// <param name="files">The number of files that it stores or reads one after the other.</param>
    public async Task WhileAsync(DbConnection? connection, Task work, int files = 1)
    {
        if (connection is NpgsqlConnection postgres)
        {
            using var done = new CancellationTokenSource();
            var began = time.GetTimestamp();
            while (
                !work.IsCompleted
                && time.GetElapsedTime(began) < files * LongestForFile
                && await Task.WhenAny(work, Task.Delay(Every, time, done.Token)).ConfigureAwait(false) != work
            )
                await SendAsync(postgres).ConfigureAwait(false);
            await done.CancelAsync().ConfigureAwait(false);
        }

        await work.ConfigureAwait(false);
    }

    async Task SendAsync(NpgsqlConnection connection)
    {
        try
        {
            var command = new NpgsqlCommand(Statement, connection);
            await using (command.ConfigureAwait(false))
                await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is NpgsqlException or InvalidOperationException)
        {
            // The next statement of the transaction fails, and its caller handles that.
            LogNotSent(cause);
        }
    }

    [LoggerMessage(LogLevel.Debug, "A transaction that waits for the store of evidence has lost its connection")]
    partial void LogNotSent(Exception cause);
}
