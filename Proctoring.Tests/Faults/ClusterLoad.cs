using System.Globalization;
using Npgsql;

namespace Proctoring.Tests.Faults;

/// <summary>What the sessions of a cluster cost: processor time and memory of the servers, and work of the database.</summary>
/// <param name="At">When it was read, UTC.</param>
/// <param name="Processor">The processor time of the servers.</param>
/// <param name="Memory">The memory of each server, bytes.</param>
/// <param name="Commits">The transactions of the database.</param>
/// <param name="LogBytes">The position in the write-ahead log, bytes.</param>
/// <param name="EvidenceBytes">The bytes of all evidence.</param>
internal sealed record ClusterLoad(
    DateTime At,
    TimeSpan Processor,
    IReadOnlyList<long> Memory,
    long Commits,
    long LogBytes,
    long EvidenceBytes
)
{
    /// <summary>Reads the state at this moment.</summary>
    public static async Task<ClusterLoad> ReadAsync(IReadOnlyList<ServerProcess> servers, string connection)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        await using var command = database.CreateCommand(
            """
            SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()),
                (pg_current_wal_lsn() - '0/0')::bigint,
                (SELECT coalesce(sum(octet_length("Content")), 0)::bigint FROM "EvidenceFiles")
            """
        );
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new ClusterLoad(
            DateTime.UtcNow,
            servers.Aggregate(TimeSpan.Zero, (sum, server) => sum + server.ProcessorTime),
            [.. servers.Select(server => server.Memory)],
            reader.GetInt64(0),
            reader.GetInt64(1),
            reader.GetInt64(2)
        );
    }

    /// <summary>Describes the time since an earlier state.</summary>
    public string Since(ClusterLoad earlier, int sessions)
    {
        var seconds = (At - earlier.At).TotalSeconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{sessions} sessions for {seconds:0} s: {(Processor - earlier.Processor).TotalMilliseconds / seconds / sessions:0.0} ms of "
                + $"processor time per session and second; memory of the servers "
                + $"{string.Join(" and ", Memory.Select(bytes => (bytes / 1024 / 1024).ToString(CultureInfo.InvariantCulture)))} MB; "
                + $"{(Commits - earlier.Commits) / seconds / sessions:0.00} transactions and "
                + $"{(LogBytes - earlier.LogBytes) / seconds / sessions:0} bytes of log per session and second; "
                + $"{(EvidenceBytes - earlier.EvidenceBytes) / seconds / sessions:0} bytes of evidence per session and second"
        );
    }
}
