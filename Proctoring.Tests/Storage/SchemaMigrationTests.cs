using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>While one server of a cluster updates the database, the others work on it.</summary>
public sealed class SchemaMigrationTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_migration_gives_way_to_queries_while_a_transaction_uses_its_table_and_names_the_transaction()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using (var earlier = test.Open())
            await earlier.GetService<IMigrator>().MigrateAsync("StaffAndIntegrators", Cancellation);
        var named = new NpgsqlConnectionStringBuilder(test.Connection!) { ApplicationName = "nightly backup", Pooling = false };
        await using var backup = new NpgsqlConnection(named.ConnectionString);
        await backup.OpenAsync(Cancellation);
        await using var transaction = await backup.BeginTransactionAsync(Cancellation);
        await using (var use = new NpgsqlCommand("""LOCK TABLE "Sessions" IN ACCESS SHARE MODE""", backup))
            await use.ExecuteNonQueryAsync(Cancellation);
        var (clock, log) = (new FakeTimeProvider(), new FirstLine());

        var migrating = new SchemaMigration(new Databases(test), clock, log).RunAsync(Cancellation);
        var line = await log.Line.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        Assert.Contains("Sessions", line, StringComparison.Ordinal);
        Assert.Contains($"process {backup.ProcessID} (nightly backup)", line, StringComparison.Ordinal);
        // The migration pauses until the test's clock moves, so nothing stands before this query.
        await using (var other = test.Open())
        {
            other.Database.SetCommandTimeout(TimeSpan.FromSeconds(20));
            var counts = await other
                .Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM \"Sessions\"")
                .ToListAsync(Cancellation);
            Assert.Equal([0], counts);
            Assert.False(await SchemaVersion.IsCurrentAsync(other, Cancellation));
        }

        await transaction.CommitAsync(Cancellation);
        for (var pause = 0; pause < 600 && !migrating.IsCompleted; pause++)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAny(migrating, Task.Delay(100, Cancellation));
        }

        Assert.True(migrating.IsCompleted);
        await migrating;
        await using var database = test.Open();
        Assert.True(await SchemaVersion.IsCurrentAsync(database, Cancellation));
    }

    [Fact]
    public async Task It_creates_a_database_that_does_not_exist()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using (var empty = test.Open())
            await empty.Database.EnsureDeletedAsync(Cancellation);

        await new SchemaMigration(new Databases(test), TimeProvider.System, new FirstLine()).RunAsync(Cancellation);

        await using var database = test.Open();
        Assert.True(await SchemaVersion.IsCurrentAsync(database, Cancellation));
    }

    [Theory]
    [InlineData(PostgresErrorCodes.LockNotAvailable, true)]
    [InlineData(PostgresErrorCodes.DeadlockDetected, true)]
    [InlineData(PostgresErrorCodes.UndefinedTable, false)]
    public void It_is_tried_again_after_a_timeout_and_after_a_deadlock(string state, bool again)
    {
        PostgresException cause = new("The statement failed", "ERROR", "ERROR", state);

        Assert.Equal(again, SchemaMigration.GivesWay(cause));
        Assert.Equal(again, SchemaMigration.GivesWay(new InvalidOperationException("A failure that may pass", cause)));
    }

    sealed class Databases(TestDatabase test) : IDbContextFactory<ProctoringDb>
    {
        public ProctoringDb CreateDbContext() => test.Open();
    }

    /// <summary>Completes with the first line of the log.</summary>
    sealed class FirstLine : ILogger<SchemaMigration>
    {
        readonly TaskCompletionSource<string> line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => line.Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => line.TrySetResult(formatter(state, exception));
    }
}
