using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>Writers of SQLite wait for each other without a thread each, and an abandoned transaction delays no one.</summary>
public sealed class SqliteWriterQueueTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_writers_wait_for_a_transaction_without_a_thread_each()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.OpenSessionAsync();
        await using var db = host.OpenDatabase();
        var transaction = await db.Database.BeginTransactionAsync(Cancellation);
        await db.LockAsync(access.SessionId, Cancellation);

        // Each call returns although it cannot write yet. SQLite's own waiting would keep this thread.
        var writes = Enumerable.Range(0, 50).Select(_ => RecordAsync(host, access)).ToList();
        Assert.DoesNotContain(writes, write => write.IsCompleted);
        await transaction.CommitAsync(Cancellation);
        await Task.WhenAll(writes);

        Assert.Equal(50, await db.Violations.CountAsync(Cancellation));
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    [Theory]
    [InlineData("rolled back")]
    [InlineData("abandoned")]
    [InlineData("abandoned with its context")]
    [InlineData("failed")]
    public async Task A_transaction_that_did_not_commit_lets_the_next_writer_in(string end)
    {
        await using var commits = new LostCommits();
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, commits.AddTo);
        var access = await host.OpenSessionAsync();
        await using (var db = host.OpenDatabase())
        {
            var transaction = await db.Database.BeginTransactionAsync(Cancellation);
            await db.LockAsync(access.SessionId, Cancellation);
            if (end == "rolled back")
                await transaction.RollbackAsync(Cancellation);
            if (end == "failed")
            {
                commits.LoseNext(1);
                await Assert.ThrowsAnyAsync<Exception>(() => transaction.CommitAsync(Cancellation));
            }

            if (end != "abandoned with its context")
                await transaction.DisposeAsync();
        }

        // Well below the time after which a writer no longer waits for its turn.
        await RecordAsync(host, access).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }

    [Fact]
    public async Task A_cancelled_writer_leaves_the_queue()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.OpenSessionAsync();
        await using var db = host.OpenDatabase();
        var transaction = await db.Database.BeginTransactionAsync(Cancellation);
        using var impatient = new CancellationTokenSource();
        await using var other = host.OpenDatabase();
        var waiting = other.Database.BeginTransactionAsync(impatient.Token);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var writing = RecordAsync(host, access);
        await transaction.CommitAsync(Cancellation);
        await writing;

        Assert.Equal(1, await db.Violations.CountAsync(Cancellation));
    }

    static Task RecordAsync(CoreHost host, SessionAccess access) =>
        host.Get<ViolationRecorder>()
            .RecordAsync(access.SessionId, ViolationNote.Of(new CameraLostRule(), Guid.CreateVersion7(), host.Now, host.Now, "by a test"));
}
