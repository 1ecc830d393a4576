using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Proctoring.Core.Storage;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>Temporary failures are distinguished from faults of the program.</summary>
public sealed class StorageFailureTests
{
    [Theory]
    [InlineData(5, true)]
    [InlineData(13, true)]
    [InlineData(14, true)]
    [InlineData(1, false)]
    [InlineData(19, false)]
    public void A_busy_or_full_SQLite_file_is_unavailable(int code, bool unavailable) =>
        Assert.Equal(unavailable, StorageFailure.IsUnavailable(new DbUpdateException("", new SqliteException("", code))));

    [Theory]
    [InlineData("57P01", true)]
    [InlineData("53100", true)]
    [InlineData("08006", true)]
    [InlineData("40P01", true)]
    [InlineData("25P03", true)]
    [InlineData("42P01", false)]
    [InlineData("23505", false)]
    public void A_PostgreSQL_that_stops_or_is_full_is_unavailable(string state, bool unavailable) =>
        Assert.Equal(
            unavailable,
            StorageFailure.IsUnavailable(new InvalidOperationException("", new PostgresException("", "", "", state)))
        );

    [Fact]
    public void A_transaction_that_waited_too_long_for_its_evidence_is_not_at_fault() =>
        Assert.True(StorageFailure.IsExhausted(new DbUpdateException("", new PostgresException("", "", "", "25P03"))));

    [Fact]
    public void A_broken_connection_is_unavailable_and_leaves_a_commit_uncertain()
    {
        var broken = new NpgsqlException("", new IOException());
        Assert.True(StorageFailure.IsUnavailable(broken) && StorageFailure.IsUncertain(broken));
        Assert.False(StorageFailure.IsUncertain(new PostgresException("", "", "", "23505")));
    }

    [Fact]
    public void A_full_disk_is_unavailable_and_a_missing_file_is_not()
    {
        Assert.True(StorageFailure.IsUnavailable(new IOException("", 28)));
        Assert.False(StorageFailure.IsUnavailable(new FileNotFoundException()));
    }
}
