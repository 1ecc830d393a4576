using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Integration;

/// <summary>Records what analysed frames show of an exam that runs only in another system's page, and the time between them.</summary>
internal sealed class FrameRecord(
    IDbContextFactory<ProctoringDb> databases,
    ViolationRecorder recorder,
    SessionFeed feed,
    RuleCatalog rules,
    TimeProvider time
)
{
    /// <summary>Counts a frame. A span without frames before it is recorded with it.</summary>
    /// <returns>Whether findings of the frame belong on record: the exam is proctored and runs in another system's page.</returns>
    public async Task<bool> CountAsync(Guid sessionId, DateTime at, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(sessionId, cancellation).ConfigureAwait(false);
        var session = await database.Sessions.AsNoTracking().SingleAsync(row => row.Id == sessionId, cancellation).ConfigureAwait(false);
        if (session.Status != SessionStatus.Preparing)
            return false;
        if (GapNote.Before(session, at, rules) is { } gap)
            ViolationRecorder.Add(database, sessionId, gap);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        // These two columns are in the chain only after the end.
        await database
            .Sessions.Where(row => row.Id == sessionId)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.FramesRead, row => row.FramesRead + 1).SetProperty(row => row.LastWatchedAt, at),
                cancellation
            )
            .ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        // One of this server's pages shows no question before it starts, so nothing about it is recorded yet.
        return session is { Proctored: true, ExpiresAt: not null };
    }

    /// <summary>Ends the open flags of an exam under way at its last frame.</summary>
    public async Task EndOpenAsync(Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (
            !await database
                .Violations.AnyAsync(row => row.SessionId == sessionId && row.EndedAt == null, cancellation)
                .ConfigureAwait(false)
        )
            return;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(sessionId, cancellation).ConfigureAwait(false);
        var session = await database.Sessions.AsNoTracking().SingleAsync(row => row.Id == sessionId, cancellation).ConfigureAwait(false);
        // A session that runs here has an engine of its own, which ends its flags.
        if (session is not { Status: SessionStatus.Preparing, LastWatchedAt: { } lastSeen })
            return;
        await ViolationRecorder.EndOpenAsync(database, sessionId, lastSeen, cancellation).ConfigureAwait(false);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes changes of flags with the frame that shows them best. The recorder refuses them after the end of the exam.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="changes">The changes that the frame led to.</param>
    /// <param name="picture">The frame without metadata; null if no change needs it.</param>
    public async Task AddAsync(Guid sessionId, IReadOnlyList<ViolationChange> changes, EvidencePicture? picture)
    {
        if (changes.Count == 0)
            return;
        var at = time.GetUtcNow().UtcDateTime;
        var flags = changes.Select(change => FlagOf(change, picture, at)).ToList();
        await recorder.WriteAsync(sessionId, [new JournalEntry { Flags = flags }], epoch: null).ConfigureAwait(false);
        foreach (var change in changes)
            feed.Announce(sessionId, new ViolationNews(change));
    }

    static FlagRecord FlagOf(ViolationChange change, EvidencePicture? picture, DateTime at) =>
        new(change.Span, at)
        {
            Picture =
                change.ShowsBest && picture is not null
                    ? EvidenceFile.Create(picture.Content, picture.ContentType, at) with
                    {
                        Confidence = change.Span.PeakConfidence,
                        Boxes = change.Span.Boxes,
                    }
                    : null,
        };
}
