using Microsoft.Extensions.Logging.Abstractions;
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

    static ServerLock Lock(string folder, string? connection, bool inCluster = false) =>
        new(new ProctoringPaths(folder, folder), connection, inCluster, null, TimeProvider.System, NullLogger<ServerLock>.Instance);
}
