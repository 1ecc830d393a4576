using System.Text.Json;
using Proctoring.Core.Storage.Files;

namespace Proctoring.Core.Storage.Backup;

/// <summary>The folder of a backup: it has the form of a data folder, plus the note and, from PostgreSQL, a dump.</summary>
/// <param name="Path">The absolute path.</param>
internal sealed record BackupFolder(string Path)
{
    const string NoteName = "backup.json";

    /// <summary>The layout that this version writes and reads.</summary>
    public const int Layout = 1;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The data folder's paths inside the backup.</summary>
    public ProctoringPaths Paths { get; } = new(Path, "");

    /// <summary>The dump of PostgreSQL.</summary>
    public string Dump => System.IO.Path.Combine(Path, "proctoring.dump");

    /// <summary>Writes the note, which makes the backup complete.</summary>
    public Task CompleteAsync(BackupNote note, CancellationToken cancellation) =>
        PrivateFiles.WriteAsync(System.IO.Path.Combine(Path, NoteName), JsonSerializer.SerializeToUtf8Bytes(note, Json), cancellation);

    /// <summary>Reads the note.</summary>
    /// <exception cref="BackupException">The folder contains no complete backup that this version can read.</exception>
    public async Task<BackupNote> ReadNoteAsync(CancellationToken cancellation)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(System.IO.Path.Combine(Path, NoteName), cancellation).ConfigureAwait(false);
            if (JsonSerializer.Deserialize<BackupNote>(bytes, Json) is { Layout: Layout } note)
                return note;
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            throw new BackupException($"{Path} contains no complete backup: {NoteName} is missing or damaged.", cause);
        }

        throw new BackupException($"The backup in {Path} was written by another version of this server.");
    }
}

/// <summary>What a backup contains.</summary>
/// <param name="Layout">The layout of the folder.</param>
/// <param name="At">When the database was copied, UTC.</param>
/// <param name="Postgres">Whether the database is a dump of PostgreSQL; otherwise it is a SQLite file.</param>
/// <param name="Migration">The newest migration of the database.</param>
/// <param name="Files">The number of evidence files.</param>
internal sealed record BackupNote(int Layout, DateTime At, bool Postgres, string Migration, int Files);

/// <summary>A backup could not be written or restored; the message says why.</summary>
internal sealed class BackupException(string message, Exception? cause = null) : Exception(message, cause);
