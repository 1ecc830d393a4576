using System.Text.Json;
using Npgsql;

namespace Proctoring.Web.Nodes;

/// <summary>Stores which servers form the cluster, in two tables of PostgreSQL. Each change compares the version of the whole table, so
/// that all servers see the changes in one order.</summary>
internal sealed class DatabaseMembership(NpgsqlDataSource database) : IMembershipTable, IAsyncDisposable
{
    public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

    public Task DeleteMembershipTableEntries(string clusterId) => ClearAsync(CancellationToken.None);

    /// <summary>Removes all servers: none runs.</summary>
    public Task ClearAsync(CancellationToken cancellation) => ExecuteAsync("""DELETE FROM "ClusterMembers" """, cancellation);

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) =>
        ExecuteAsync(
            """DELETE FROM "ClusterMembers" WHERE "Status" = $1 AND "AliveAt" < $2""",
            CancellationToken.None,
            (int)SiloStatus.Dead,
            beforeDate.UtcDateTime
        );

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadAsync(key.ToParsableString());

    public Task<MembershipTableData> ReadAll() => ReadAsync(null);

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
        ChangeAsync(
            """
            INSERT INTO "ClusterMembers" ("Address", "Status", "Content", "AliveAt", "Etag") VALUES ($1, $2, $3, $4, 0)
            ON CONFLICT ("Address") DO NOTHING
            """,
            entry,
            tableVersion
        );

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        ChangeAsync(
            """
            UPDATE "ClusterMembers" SET "Status" = $2, "Content" = $3, "AliveAt" = $4, "Etag" = "Etag" + 1
            WHERE "Address" = $1 AND "Etag" = $5
            """,
            entry,
            tableVersion,
            int.Parse(etag, provider: null)
        );

    public Task UpdateIAmAlive(MembershipEntry entry) =>
        ExecuteAsync(
            """UPDATE "ClusterMembers" SET "AliveAt" = $2 WHERE "Address" = $1""",
            CancellationToken.None,
            entry.SiloAddress.ToParsableString(),
            Utc(entry.IAmAliveTime)
        );

    public ValueTask DisposeAsync() => database.DisposeAsync();

    async Task<MembershipTableData> ReadAsync(string? address)
    {
        // One statement, so that the members belong to the version.
        await using var command = database.CreateCommand(
            """
            SELECT version."Version", member."Address", member."Status", member."Content", member."AliveAt", member."Etag"
            FROM "ClusterVersion" version
            LEFT JOIN "ClusterMembers" member ON $1::text IS NULL OR member."Address" = $1
            """
        );
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)address ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }
        );
        List<Tuple<MembershipEntry, string>> members = [];
        var version = 0;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            version = reader.GetInt32(0);
            if (!await reader.IsDBNullAsync(1))
                members.Add(Tuple.Create(EntryOf(reader), reader.GetInt32(5).ToString(provider: null)));
        }

        return new MembershipTableData(members, new TableVersion(version, version.ToString(provider: null)));
    }

    /// <summary>Changes one member and the version of the table, or neither.</summary>
    async Task<bool> ChangeAsync(string sql, MembershipEntry entry, TableVersion next, params object[] more)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var advance = Command(
            """UPDATE "ClusterVersion" SET "Version" = $1 WHERE "Version" = $2""",
            next.Version,
            int.Parse(next.VersionEtag, provider: null)
        );
        advance.Connection = connection;
        if (await advance.ExecuteNonQueryAsync() == 0)
            return false;
        await using var change = Command(
            sql,
            [entry.SiloAddress.ToParsableString(), (int)entry.Status, ContentOf(entry), Utc(entry.IAmAliveTime), .. more]
        );
        change.Connection = connection;
        if (await change.ExecuteNonQueryAsync() == 0)
            return false;
        await transaction.CommitAsync();
        return true;
    }

    async Task ExecuteAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var command = Command(sql, values);
        command.Connection = connection;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static NpgsqlCommand Command(string sql, params object[] values)
    {
#pragma warning disable CA2100 // The statements are constant; their values are parameters.
        var command = new NpgsqlCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    static string ContentOf(MembershipEntry entry) =>
        JsonSerializer.Serialize(
            new Content(
                entry.HostName,
                entry.SiloName,
                entry.ProxyPort,
                Utc(entry.StartTime),
                [.. (entry.SuspectTimes ?? []).Select(vote => new Vote(vote.Item1.ToParsableString(), Utc(vote.Item2)))]
            )
        );

    static MembershipEntry EntryOf(NpgsqlDataReader reader)
    {
        var content = JsonSerializer.Deserialize<Content>(reader.GetString(3))!;
        return new MembershipEntry
        {
            SiloAddress = SiloAddress.FromParsableString(reader.GetString(1)),
            Status = (SiloStatus)reader.GetInt32(2),
            IAmAliveTime = reader.GetDateTime(4),
            HostName = content.HostName,
            SiloName = content.SiloName,
            ProxyPort = content.ProxyPort,
            StartTime = content.StartTime,
            SuspectTimes = [.. content.Votes.Select(vote => Tuple.Create(SiloAddress.FromParsableString(vote.By), vote.At))],
        };
    }

    static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);

    /// <summary>The parts of a member that no statement compares.</summary>
    sealed record Content(string HostName, string SiloName, int ProxyPort, DateTime StartTime, IReadOnlyList<Vote> Votes);

    /// <summary>A server's vote that the member is dead.</summary>
    sealed record Vote(string By, DateTime At);
}
