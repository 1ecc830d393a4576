using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Proctoring.Core.Storage;

namespace Proctoring.Tests.Support;

/// <summary>A full disk on which a small write succeeds, and a larger one does not.</summary>
internal sealed class FullDisk : SaveChangesInterceptor
{
    const int SqliteFull = 13;
    const int DiskFullOnLinux = 28;

    int tries;

    public bool Full { get; set; }

    /// <summary>Whether the write of a file fails, instead of the database's own.</summary>
    public bool OfFiles { get; set; }

    /// <summary>How many writes have failed.</summary>
    public int Tries => Volatile.Read(ref tries);

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        if (!Full)
            return ValueTask.FromResult(result);
        Interlocked.Increment(ref tries);
        if (OfFiles)
            throw new IOException("No space left on device", DiskFullOnLinux);
        Exception cause =
            eventData.Context is PostgresProctoringDb
                ? new PostgresException("No space left on device", "ERROR", "ERROR", PostgresErrorCodes.DiskFull)
                : new SqliteException("database or disk is full", SqliteFull);
        throw new DbUpdateException("The write failed.", cause);
    }
}
