using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Storage.Chain;

namespace Proctoring.Core.Storage.Record;

/// <summary>Removes at the start the files that a crash left behind: half-written ones, and pictures whose row was never stored or was
/// replaced. No retention would ever find them.</summary>
/// <remarks>The sweep does not touch files of sessions that the database lacks, or has in another state than the witness proves: they are
/// evidence of a loss.</remarks>
internal sealed partial class EvidenceSweep(
    IDbContextFactory<ProctoringDb> databases,
    IEvidenceStore evidence,
    ChainWitness witness,
    ILogger<EvidenceSweep> log
)
{
    const int Batch = 200;

    /// <summary>Runs the sweep. Call it before anything is stored.</summary>
    public async Task<SweptFiles> RunAsync(CancellationToken cancellation)
    {
        var unfinished = await evidence.RemoveUnfinishedAsync(cancellation).ConfigureAwait(false);
        var (removed, unknown) = (0, 0);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await foreach (var some in evidence.AllAsync(cancellation).Chunk(Batch).ConfigureAwait(false))
        {
            List<(Guid Session, StoredFolder Folder)> folders =
            [
                .. some.Select(folder => (Session: Guid.TryParseExact(folder.Name, "N", out var id) ? id : Guid.Empty, folder))
                    .Where(found => found.Session != Guid.Empty && ChainIds.IsSession(found.Session)),
            ];
            var known = await KnownAsync(database, [.. folders.Select(found => found.Session)], cancellation).ConfigureAwait(false);
            foreach (var (session, folder) in folders)
            {
                var (gone, left) = await SweepAsync(database, session, folder, known, cancellation).ConfigureAwait(false);
                (removed, unknown) = (removed + gone, unknown + left);
            }
        }

        if (unfinished + removed > 0)
            LogRemoved(unfinished, removed);
        if (unknown > 0)
            LogUnknown(unknown);
        return new SweptFiles(unfinished, removed, unknown);
    }

    /// <summary>Sweeps the folder of one session. An unreadable folder is not touched and does not prevent the others.</summary>
    async Task<(int Removed, int Unknown)> SweepAsync(
        ProctoringDb database,
        Guid session,
        StoredFolder folder,
        HashSet<string> known,
        CancellationToken cancellation
    )
    {
        try
        {
            var orphans = OrphansIn(folder, known);
            if (orphans.Count == 0)
                return (0, 0);
            if (!await IsWholeAsync(database, session, cancellation).ConfigureAwait(false))
                return (0, orphans.Count);
            foreach (var key in orphans)
                await evidence.DeleteAsync(key, cancellation).ConfigureAwait(false);
            return (orphans.Count, 0);
        }
        catch (Exception cause)
            when ((cause is not OperationCanceledException || !cancellation.IsCancellationRequested)
                && !StorageFailure.IsUnavailable(cause)
            )
        {
            LogNotSwept(cause, session);
            return (0, 0);
        }
    }

    static List<string> OrphansIn(StoredFolder folder, HashSet<string> known)
    {
        var witnesses = $"{folder.Name}/chain";
        return [.. folder.Keys.Where(key => !key.StartsWith(witnesses, StringComparison.Ordinal) && !known.Contains(key))];
    }

    static async Task<HashSet<string>> KnownAsync(ProctoringDb database, Guid[] sessions, CancellationToken cancellation)
    {
        var images = await database
            .EvidenceImages.Where(image => sessions.Contains(image.Violation!.SessionId))
            .Select(image => image.StoreKey)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var references = await database
            .Sessions.Where(session => sessions.Contains(session.Id) && session.ReferencePicture != null)
            .Select(session => session.ReferencePicture!)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var documents = await database
            .ManualIdentityChecks.Where(check => sessions.Contains(check.SessionId) && check.DocumentPicture != null)
            .Select(check => check.DocumentPicture!)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var screens = await database
            .ScreenPictures.Where(picture => sessions.Contains(picture.SessionId))
            .Select(picture => picture.StoreKey)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return [.. images, .. references, .. documents, .. screens];
    }

    /// <summary>Returns whether the database has everything of a session that its witness proves.</summary>
    async Task<bool> IsWholeAsync(ProctoringDb database, Guid session, CancellationToken cancellation) =>
        await database.ChainHeads.AsNoTracking().SingleOrDefaultAsync(head => head.ChainId == session, cancellation).ConfigureAwait(false)
            is { } head
        && await witness.FollowsAsync(database, session, ChainEnd.Of(head), cancellation).ConfigureAwait(false);

    [LoggerMessage(
        LogLevel.Information,
        "The remains of an earlier stop were removed: {Unfinished} half-written ones and {Removed} without a record"
    )]
    partial void LogRemoved(int unfinished, int removed);

    [LoggerMessage(LogLevel.Error, "The evidence folder of session {SessionId} cannot be read; nothing in it was removed")]
    partial void LogNotSwept(Exception cause, Guid sessionId);

    [LoggerMessage(
        LogLevel.Error,
        "The database lacks the records of {Unknown} evidence files. They were not removed; run the verb \"verify all\"."
    )]
    partial void LogUnknown(int unknown);
}

/// <summary>The result of a sweep.</summary>
/// <param name="Unfinished">The removed half-written files.</param>
/// <param name="Removed">The removed files without a record.</param>
/// <param name="Unknown">The files without a record that were not removed, because records are missing.</param>
internal sealed record SweptFiles(int Unfinished, int Removed, int Unknown);
