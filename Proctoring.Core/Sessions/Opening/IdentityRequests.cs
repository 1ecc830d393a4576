using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Takes a candidate's request that a person checks their identity, with a photo and, if the policy asks for one, a picture of an
/// identity document. No face is read from either.</summary>
internal sealed class IdentityRequests(
    IDbContextFactory<ProctoringDb> databases,
    InferenceSlots places,
    EvidenceWriter evidence,
    RefusedPictures refused,
    TimeProvider time
)
{
    /// <summary>Stores that the candidate wants a check by a person; again with another reason until the start.</summary>
    /// <returns>False if there is no such session, or it has started.</returns>
    public async Task<bool> AskAsync(SessionAccess access, IdentityCheckReason reason, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(access.SessionId, cancellation).ConfigureAwait(false);
        if (!await database.Sessions.HeldBy(access).AnyAsync(IsPreparing, cancellation).ConfigureAwait(false))
            return false;
        var check = await database
            .ManualIdentityChecks.SingleOrDefaultAsync(row => row.SessionId == access.SessionId, cancellation)
            .ConfigureAwait(false);
        if (check is null)
            database.Add(check = new ManualIdentityCheck { SessionId = access.SessionId });
        (check.Reason, check.RequestedAt) = (reason, time.GetUtcNow().UtcDateTime);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Stores the photo of the candidate or of their document, which replaces an earlier one until the start.</summary>
    /// <param name="access">The right to the session.</param>
    /// <param name="picture">A JPEG picture.</param>
    /// <param name="document">Whether it shows the document.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IdentityPhotoOutcome> TakeAsync(SessionAccess access, byte[] picture, bool document, CancellationToken cancellation)
    {
        if (!await MayAsync(access, cancellation).ConfigureAwait(false))
            return IdentityPhotoOutcome.NotPreparing;
        var sender = PictureSender.Session(access.SessionId);
        if (refused.TooManyFrom(sender))
            return IdentityPhotoOutcome.TooOften;
        var (content, outcome) = await ReadAsync(picture, cancellation).ConfigureAwait(false);
        if (content is null)
            return outcome;

        var kind = document ? "document" : "photo";
        var key = $"{access.SessionId:N}/{kind}-{Guid.CreateVersion7(time.GetUtcNow()):N}";
        string? earlier = null;
        var stored = await evidence
            .WriteAsync(
                key,
                content,
                async () =>
                {
                    earlier = null;
                    await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
                    await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
                    await database.LockAsync(access.SessionId, cancellation).ConfigureAwait(false);
                    var session = await database
                        .Sessions.HeldBy(access)
                        .SingleOrDefaultAsync(IsPreparing, cancellation)
                        .ConfigureAwait(false);
                    var check = await database
                        .ManualIdentityChecks.SingleOrDefaultAsync(row => row.SessionId == access.SessionId, cancellation)
                        .ConfigureAwait(false);
                    if (session is null || check is null)
                        return false;
                    earlier = Replace(session, check, document, key, Convert.ToHexStringLower(SHA256.HashData(content)));
                    // A new picture needs a new look.
                    (check.Confirmed, check.DecidedAt, check.DecidedById, check.Note) = (null, null, null, null);
                    await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
                    await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                    return true;
                },
                cancellation
            )
            .ConfigureAwait(false);
        if (!stored)
            return IdentityPhotoOutcome.NotPreparing;
        if (earlier is not null)
            await evidence.RemoveAsync(earlier).ConfigureAwait(false);
        return IdentityPhotoOutcome.Stored;
    }

    static System.Linq.Expressions.Expression<Func<ProctoringSession, bool>> IsPreparing { get; } =
        row => row.Proctored && row.Status == SessionStatus.Preparing;

    static string? Replace(ProctoringSession session, ManualIdentityCheck check, bool document, string key, string hash)
    {
        if (document)
        {
            var before = check.DocumentPicture;
            (check.DocumentPicture, check.DocumentSha256) = (key, hash);
            return before;
        }

        var earlier = session.ReferencePicture;
        (session.ReferencePicture, session.ReferenceSha256) = (key, hash);
        // The face of an earlier photo does not belong to this one, and a candidate who declines comparison has none.
        (session.ReferenceFace, session.EnrolmentSimilarity) = (null, null);
        return earlier;
    }

    async Task<bool> MayAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Sessions.HeldBy(access)
            .Where(IsPreparing)
            .AnyAsync(row => database.ManualIdentityChecks.Any(check => check.SessionId == row.Id), cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Checks that the bytes are a picture that opens, and drops everything else that they contain.</summary>
    async Task<(byte[]? Content, IdentityPhotoOutcome Outcome)> ReadAsync(byte[] picture, CancellationToken cancellation)
    {
        var inspection = PictureInspector.Inspect(picture, PictureLimits.Frame);
        if (inspection.Picture is not { } whole)
            return (null, IdentityPhotoOutcome.NotAPicture);
        using var place = await places.TakeForUploadAsync(cancellation).ConfigureAwait(false);
        using var decoded = PictureDecoder.Decode(place, whole, PictureLimits.Frame);
        return decoded.Pixels is { } pixels && !PictureStatistics.Read(pixels).Blocked
            ? (whole.Content, IdentityPhotoOutcome.Stored)
            : (null, decoded.Pixels is null ? IdentityPhotoOutcome.NotAPicture : IdentityPhotoOutcome.Dark);
    }
}

/// <summary>The result of a photo for a check by a person.</summary>
public enum IdentityPhotoOutcome
{
    Stored,

    /// <summary>The bytes are no picture.</summary>
    NotAPicture,

    /// <summary>The picture is black or shows a covered lens.</summary>
    Dark,

    TooOften,

    /// <summary>The token opens no such session, the candidate did not ask for a check, or the session has started.</summary>
    NotPreparing,
}
