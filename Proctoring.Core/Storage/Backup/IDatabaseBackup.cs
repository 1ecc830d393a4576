namespace Proctoring.Core.Storage.Backup;

/// <summary>Copies the database of a running server, and restores it.</summary>
internal interface IDatabaseBackup
{
    /// <summary>Whether this is PostgreSQL.</summary>
    bool Postgres { get; }

    /// <summary>Refuses settings with which no copy can be made as they ask, before anything is copied.</summary>
    /// <exception cref="BackupException">A setting is wrong for the programs that copy.</exception>
    void Check() { }

    /// <summary>Copies the database as it is at one moment.</summary>
    /// <param name="folder">The backup.</param>
    /// <param name="atThatMoment">Runs while nothing commits.</param>
    /// <param name="cancellation">Stops the copy.</param>
    Task WriteAsync(BackupFolder folder, Action atThatMoment, CancellationToken cancellation);

    /// <summary>Fills the empty database of this server.</summary>
    /// <exception cref="BackupException">The database is not empty, or it could not be restored.</exception>
    Task RestoreAsync(BackupFolder folder, CancellationToken cancellation);
}
