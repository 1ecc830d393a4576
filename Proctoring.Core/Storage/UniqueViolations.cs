using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Proctoring.Core.Storage;

/// <summary>Handles the error of a row that another writer inserted between our check and our insert.</summary>
internal static class UniqueViolations
{
    const int SqliteUnique = 2067;
    const int SqlitePrimaryKey = 1555;

    /// <summary>Returns whether a save failed only because a row with the same key or unique value exists.</summary>
    public static bool IsUniqueViolation(this DbUpdateException mistake) =>
        mistake.InnerException switch
        {
            SqliteException { SqliteExtendedErrorCode: SqliteUnique or SqlitePrimaryKey } => true,
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => true,
            _ => false,
        };

    /// <summary>Writes, and writes once more if another writer inserted the same row at the same moment: the second attempt finds that
    /// row.</summary>
    /// <param name="write">Opens its own context, reads what exists and saves.</param>
    public static async Task WithOneRetryAsync(Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (DbUpdateException mistake) when (mistake.IsUniqueViolation())
        {
            await write().ConfigureAwait(false);
        }
    }
}
