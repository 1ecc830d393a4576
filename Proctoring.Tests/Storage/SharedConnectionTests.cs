using Microsoft.EntityFrameworkCore;
using Npgsql;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>A server of a cluster that is frozen within a transaction must not lock its session for long.</summary>
public sealed class SharedConnectionTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Postgres_ends_idle_transactions_of_a_server_in_a_cluster_only()
    {
        await using var alone = await CoreHost.CreateAsync(DatabaseKind.Postgres);
        await using var shared = await CoreHost.CreateAsync(
            DatabaseKind.Postgres,
            ("Proctoring:Cluster:Address", "127.0.0.1:11111"),
            ("Proctoring:Storage:Evidence", "Database"),
            ("Proctoring:Storage:Keys", "Database")
        );

        Assert.Equal("0", await LimitAsync(alone));
        Assert.Equal("8s", await LimitAsync(shared));
        await using var database = shared.OpenDatabase();
        await using (await ReadSnapshot.BeginAsync(database, Stop))
            Assert.Equal("0", (await database.Database.SqlQueryRaw<string>(Question).ToListAsync(Stop))[0]);
        Assert.Equal("8s", (await database.Database.SqlQueryRaw<string>(Question).ToListAsync(Stop))[0]);
    }

    [Fact]
    public void Own_options_of_the_connection_remain()
    {
        var builder = new NpgsqlConnectionStringBuilder(SharedConnection.For("Host=db;Database=exams;Options=-c work_mem=8MB"));

        Assert.Equal("db", builder.Host);
        Assert.Equal("-c work_mem=8MB -c idle_in_transaction_session_timeout=8000", builder.Options);
    }

    const string Question = "SELECT current_setting('idle_in_transaction_session_timeout') AS \"Value\"";

    static async Task<string> LimitAsync(CoreHost host)
    {
        await using var database = host.OpenDatabase();
        return (await database.Database.SqlQueryRaw<string>(Question).ToListAsync(Stop))[0];
    }
}
