using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Proctoring.Core;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>A data folder and a database belong to one server at a time.</summary>
public sealed class ServerLockTests
{
    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused_until_the_first_has_gone()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        using var second = Lock(database.Folder, null);
        using (var first = Lock(database.Folder, null))
        {
            await first.AcquireAsync(TestContext.Current.CancellationToken);
            var refusal = await Assert.ThrowsAsync<ServerLockedException>(() => second.AcquireAsync(TestContext.Current.CancellationToken));
            Assert.Contains(database.Folder, refusal.Message, StringComparison.Ordinal);
        }

        await second.AcquireAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_second_server_on_the_same_database_is_refused_until_the_first_has_gone()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var (one, other) = (
            Directory.CreateTempSubdirectory("proctoring-lock-").FullName,
            Directory.CreateTempSubdirectory("proctoring-lock-").FullName
        );
        using (var second = Lock(other, database.Connection))
        {
            using (var first = Lock(one, database.Connection))
            {
                await first.AcquireAsync(TestContext.Current.CancellationToken);
                var refusal = await Assert.ThrowsAsync<ServerLockedException>(() =>
                    second.AcquireAsync(TestContext.Current.CancellationToken)
                );
                Assert.Contains("database", refusal.Message, StringComparison.Ordinal);
            }

            await second.AcquireAsync(TestContext.Current.CancellationToken);
        }

        Directory.Delete(one, recursive: true);
        Directory.Delete(other, recursive: true);
    }

    [Fact]
    public async Task Servers_of_a_cluster_share_the_database_and_refuse_one_that_is_alone()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var folders = Enumerable.Range(0, 3).Select(_ => Directory.CreateTempSubdirectory("proctoring-lock-").FullName).ToList();
        var cancellation = TestContext.Current.CancellationToken;
        using (var first = Lock(folders[0], database.Connection, inCluster: true))
        using (var second = Lock(folders[1], database.Connection, inCluster: true))
        using (var alone = Lock(folders[2], database.Connection))
        {
            await first.AcquireAsync(cancellation);
            // One server at a time prepares the storage.
            var joining = second.AcquireAsync(cancellation);
            Assert.False(joining.IsCompleted);
            await first.CompleteSetupAsync(cancellation);
            await joining.WaitAsync(TimeSpan.FromMinutes(1), cancellation);
            await second.CompleteSetupAsync(cancellation);

            Assert.Equal((true, false), (first.IsFirst, second.IsFirst));
            var refusal = await Assert.ThrowsAsync<ServerLockedException>(() => alone.AcquireAsync(cancellation));
            Assert.Contains("Proctoring:Cluster:Address", refusal.Message, StringComparison.Ordinal);
        }

        using (var alone = Lock(folders[2], database.Connection))
        using (var other = Lock(folders[0], database.Connection, inCluster: true))
        {
            await alone.AcquireAsync(cancellation);
            await Assert.ThrowsAsync<ServerLockedException>(() => other.AcquireAsync(cancellation));
        }

        folders.ForEach(folder => Directory.Delete(folder, recursive: true));
    }

    /// <summary>Otherwise the next server would believe to be the first, and remove evidence that this one is storing.</summary>
    [Fact]
    public async Task A_server_that_lost_its_connection_becomes_known_to_the_next_one_again()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var folder = Directory.CreateTempSubdirectory("proctoring-lock-").FullName;
        var cancellation = TestContext.Current.CancellationToken;
        FakeTimeProvider clock = new();
        using (
            ServerLock server = new(
                new ProctoringPaths(folder, folder),
                database.Connection,
                inCluster: true,
                null,
                clock,
                NullLogger<ServerLock>.Instance
            )
        )
        {
            var acquiring = server.AcquireAsync(cancellation);
            await UntilAsync(clock, () => Task.FromResult(acquiring.IsCompleted));
            await acquiring;
            await server.CompleteSetupAsync(cancellation);
            await server.StartAsync(cancellation);
            NpgsqlConnectionStringBuilder own = new(database.Connection!) { Pooling = false };
            await using NpgsqlConnection other = new(own.ConnectionString);
            await other.OpenAsync(cancellation);
            Assert.False(await AskAsync(other, $"SELECT pg_try_advisory_lock({Node})"));

            // Its connection breaks, and another server prepares the storage as the first one.
            await AskAsync(other, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {IsLock}");
            await UntilAsync(null, () => AskAsync(other, $"SELECT pg_try_advisory_lock({Node})"));
            await UntilAsync(clock, () => AskAsync(other, $"SELECT count(*) = 1 FROM pg_stat_activity WHERE {IsLock} AND state = 'idle'"));
            await AskAsync(other, $"SELECT pg_advisory_unlock({Node})");

            await UntilAsync(
                clock,
                async () =>
                    !await AskAsync(other, $"SELECT pg_try_advisory_lock({Node})")
                    || !await AskAsync(other, $"SELECT pg_advisory_unlock({Node})")
            );
            await server.StopAsync(cancellation);
        }

        Directory.Delete(folder, recursive: true);
    }

    const string Node = "hashtext('proctoring'), hashtext('node')";

    const string IsLock = "application_name = 'Proctoring server lock' AND datname = current_database()";

    static async Task<bool> AskAsync(NpgsqlConnection connection, string question)
    {
#pragma warning disable CA2100 // The questions are constant.
        await using var command = new NpgsqlCommand(question, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is true;
    }

    /// <summary>Lets time pass until a condition holds; without a clock it waits only for the database.</summary>
    static async Task UntilAsync(FakeTimeProvider? clock, Func<Task<bool>> condition)
    {
        for (var look = 0; !await condition(); look++)
        {
            if (look == 600)
                throw new TimeoutException("The condition did not hold.");
            clock?.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
    }

    static ServerLock Lock(string folder, string? connection, bool inCluster = false) =>
        new(new ProctoringPaths(folder, folder), connection, inCluster, null, TimeProvider.System, NullLogger<ServerLock>.Instance);
}
