using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Proctoring.Core.Storage;

/// <summary>Classifies the exceptions of the databases and the file system.</summary>
internal static class StorageFailure
{
    const int InputOutputErrorOnLinux = 5;
    const int DiskFullOnLinux = 28;
    const int QuotaExceededOnLinux = 122;
    const int ReadOnlyFileSystemOnLinux = 30;
    const int DiskFullOnWindows = unchecked((int)0x80070070);

    /// <summary>PostgreSQL ended a transaction in which the server was silent for too long (SharedConnection).</summary>
    const string IdleInTransaction = "25P03";

    /// <summary>Returns whether the database or the disk is unavailable for now: the same call can succeed later.</summary>
    public static bool IsUnavailable(Exception exception) =>
        Chain(exception)
            .Any(cause =>
                cause switch
                {
                    PostgresException error => IsUnavailable(error),
                    // No answer from the server: the connection failed or broke.
                    NpgsqlException => true,
                    RecordNotStoredException or Record.SessionTakenException => true,
                    SqliteException error => IsUnavailable(error.SqliteErrorCode),
                    IOException error => IsUnavailable(error),
                    // The data folder became read-only for the server's user.
                    UnauthorizedAccessException => true,
                    _ => false,
                }
            );

    /// <summary>Returns whether the disk is full, read-only or broken, the database lacks memory or connections, or the store of evidence
    /// is so slow that PostgreSQL ended the transaction. The written data is not at fault, even if smaller writes succeed.</summary>
    public static bool IsExhausted(Exception exception) =>
        Chain(exception)
            .Any(cause =>
                cause switch
                {
                    PostgresException error => error.SqlState[..2] is "53" or "58"
                        || error.SqlState
                            is PostgresErrorCodes.ReadOnlySqlTransaction
                                or IdleInTransaction,
                    SqliteException error => error.SqliteErrorCode is 8 or 10 or 13 or 14,
                    // A file that is written before the commit, such as a witness.
                    IOException error => IsOfTheDisk(error),
                    UnauthorizedAccessException => true,
                    _ => false,
                }
            );

    /// <summary>Returns whether a store of files, which is a folder, the database or S3, cannot change a file now.</summary>
    public static bool IsOfFiles(Exception exception) =>
        exception is IOException or UnauthorizedAccessException || IsUnavailable(exception);

    /// <summary>Returns whether a commit may have succeeded although the call failed, because the answer was lost.</summary>
    public static bool IsUncertain(Exception exception) =>
        Chain(exception)
            .Any(cause => (cause is NpgsqlException and not PostgresException) || cause is TimeoutException or OperationCanceledException);

    // 08: connection, 53: out of disk, memory or connections, 57P: shut down or starting, 58: I/O error, 40: deadlock, 55P03: a lock in
    // use, 25P03: the store of evidence was slow (SharedConnection).
    static bool IsUnavailable(PostgresException error) =>
        error.SqlState[..2] is "08" or "53" or "58" or "40"
        || error.SqlState.StartsWith("57P", StringComparison.Ordinal)
        || error.SqlState
            is PostgresErrorCodes.LockNotAvailable
                or PostgresErrorCodes.ReadOnlySqlTransaction
                or IdleInTransaction;

    // https://www.sqlite.org/rescode.html: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN.
    static bool IsUnavailable(int sqliteCode) => sqliteCode is 5 or 6 or 8 or 10 or 13 or 14;

    static bool IsUnavailable(IOException error) => error.InnerException is SocketException || IsOfTheDisk(error);

    static bool IsOfTheDisk(IOException error) =>
        error is Record.EvidenceStoreUnavailableException
        || error.HResult
            is InputOutputErrorOnLinux
                or DiskFullOnLinux
                or QuotaExceededOnLinux
                or ReadOnlyFileSystemOnLinux
                or DiskFullOnWindows;

    static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            yield return exception;
    }
}

/// <summary>The observations of a session cannot be stored for now; they stay queued.</summary>
[GenerateSerializer, Alias("proctoring.record_not_stored")]
internal sealed class RecordNotStoredException(string message) : Exception(message);
