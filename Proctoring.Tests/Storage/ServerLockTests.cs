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

    static ServerLock Lock(string folder, string? connection) =>
        new(new ProctoringPaths(folder, folder), connection, null, TimeProvider.System, NullLogger<ServerLock>.Instance);
}
