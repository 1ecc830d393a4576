using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Takes the reference face of a session before it starts, and compares it with the student's enrolment if there is one.</summary>
internal sealed class ReferenceTaker(
    IDbContextFactory<ProctoringDb> databases,
    VisionModels vision,
    InferenceSlots places,
    FaceEncryption encryption,
    EvidenceWriter evidence,
    RefusedPictures refused,
    IdentityZones zones,
    TimeProvider time
)
{
    /// <summary>Reads a picture and stores it as the reference, which replaces an earlier one until the start.</summary>
    public Task<ReferenceResult> TakeAsync(SessionAccess access, byte[] picture, CancellationToken cancellation) =>
        TakeAsync(access, [picture], cancellation);

    /// <summary>Reads frames of a camera that follow each other and stores the best one as the reference.</summary>
    public async Task<ReferenceResult> TakeAsync(SessionAccess access, IReadOnlyList<byte[]> frames, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.HeldBy(access)
            .Include(row => row.Student)
            .SingleOrDefaultAsync(row => row.Proctored && row.Status == SessionStatus.Preparing, cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return new ReferenceResult(ReferenceOutcome.NotPreparing);
        if (vision.ReferenceReader is not { } reader)
            return new ReferenceResult(ReferenceOutcome.VisionUnavailable);

        var sender = PictureSender.Session(access.SessionId);
        if (refused.TooManyFrom(sender))
            return new ReferenceResult(ReferenceOutcome.TooOften);
        // The page sends the reference from the camera, as it sends frames.
        var (reading, index) = await ReadAsync(reader, frames, cancellation).ConfigureAwait(false);
        if (reading.Picture is { } damage)
            refused.Record(sender, "the reference photo", damage);
        if (reading.Embedding is not { } face)
            return new ReferenceResult(OutcomeOf(reading.Refusal)) { Index = index };

        var enrolled = session.Student!.EnrolledFace is { } locked ? encryption.Open(locked) : null;
        float? similarity = enrolled is null ? null : zones.Similarity(face, enrolled);
        var outcome = enrolled is null ? ReferenceOutcome.Accepted : OutcomeOf(zones.ZoneOf(face, enrolled));

        var key = $"{session.Id:N}/reference-{Guid.CreateVersion7(time.GetUtcNow()):N}";
        string? earlier = null;
        var stored = await evidence
            .WriteAsync(
                key,
                reading.Content!,
                async () =>
                {
                    await using var update = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
                    await using var transaction = await update.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
                    // The session may have started while the models read the picture: then its reference stays unchanged.
                    await update.LockAsync(session.Id, cancellation).ConfigureAwait(false);
                    if (
                        await update
                            .Sessions.SingleOrDefaultAsync(
                                row => row.Id == session.Id && row.Status == SessionStatus.Preparing,
                                cancellation
                            )
                            .ConfigureAwait(false)
                        is not { } row
                    )
                        return false;
                    earlier = row.ReferencePicture;
                    (row.ReferenceFace, row.EnrolmentSimilarity) = (encryption.Lock(face), similarity);
                    (row.ReferencePicture, row.ReferenceSha256) = (key, Convert.ToHexStringLower(SHA256.HashData(reading.Content!)));
                    await update.SaveChangesAsync(cancellation).ConfigureAwait(false);
                    await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                    return true;
                },
                cancellation
            )
            .ConfigureAwait(false);
        if (!stored)
            return new ReferenceResult(ReferenceOutcome.NotPreparing);
        if (earlier is not null)
            await evidence.RemoveAsync(earlier).ConfigureAwait(false);
        return new ReferenceResult(outcome, similarity, reading.Where) { Index = index };
    }

    async Task<(ReferenceReading Reading, int Index)> ReadAsync(
        ReferenceFaceReader reader,
        IReadOnlyList<byte[]> frames,
        CancellationToken cancellation
    )
    {
        using var place = await places.TakeForUploadAsync(cancellation).ConfigureAwait(false);
        return await Task.Run(() => reader.ReadLive(place, frames, PictureLimits.Frame), cancellation).ConfigureAwait(false);
    }

    static ReferenceOutcome OutcomeOf(IdentityZone zone) =>
        zone switch
        {
            IdentityZone.Same => ReferenceOutcome.Accepted,
            IdentityZone.Different => ReferenceOutcome.NotTheEnrolled,
            _ => ReferenceOutcome.NotConfirmed,
        };

    static ReferenceOutcome OutcomeOf(ReferenceRefusal? refusal) =>
        refusal switch
        {
            ReferenceRefusal.NoFace => ReferenceOutcome.NoFace,
            ReferenceRefusal.SeveralFaces => ReferenceOutcome.SeveralFaces,
            ReferenceRefusal.TooSmall => ReferenceOutcome.TooSmall,
            ReferenceRefusal.TurnedAway => ReferenceOutcome.TurnedAway,
            ReferenceRefusal.AtTheEdge => ReferenceOutcome.AtTheEdge,
            ReferenceRefusal.TooBlurred => ReferenceOutcome.TooBlurred,
            ReferenceRefusal.TooDark => ReferenceOutcome.TooDark,
            ReferenceRefusal.Blocked => ReferenceOutcome.Blocked,
            ReferenceRefusal.NotUpright => ReferenceOutcome.NotUpright,
            ReferenceRefusal.NotLive => ReferenceOutcome.NotLive,
            ReferenceRefusal.Masked => ReferenceOutcome.Masked,
            ReferenceRefusal.DarkGlasses => ReferenceOutcome.DarkGlasses,
            ReferenceRefusal.TooLarge => ReferenceOutcome.TooLarge,
            _ => ReferenceOutcome.NotAnImage,
        };
}

/// <summary>The result of the picture for the reference.</summary>
/// <param name="Outcome">Accepted, or why not.</param>
/// <param name="Similarity">The similarity with the enrolment, -1–1; null if the student has none.</param>
/// <param name="Where">The box of the face.</param>
public sealed record ReferenceResult(ReferenceOutcome Outcome, float? Similarity = null, Observations.Box? Where = null)
{
    /// <summary>The index of the frame that was used.</summary>
    public int Index { get; init; }

    /// <summary>Whether the session has a reference and may start.</summary>
    public bool Taken => Outcome is ReferenceOutcome.Accepted or ReferenceOutcome.NotConfirmed or ReferenceOutcome.NotTheEnrolled;
}

/// <summary>Why a picture was accepted or refused as the reference.</summary>
public enum ReferenceOutcome
{
    Accepted,

    /// <summary>Accepted, but unlike the enrolment. The candidate may repeat it or continue; either way it is on record.</summary>
    NotTheEnrolled,

    /// <summary>Accepted, but neither clearly like the enrolment nor clearly unlike it. A person compares the pictures.</summary>
    NotConfirmed,

    NoFace,
    SeveralFaces,
    TooSmall,
    AtTheEdge,
    TurnedAway,
    TooBlurred,
    TooDark,
    NotUpright,
    NotLive,
    Masked,
    DarkGlasses,
    Blocked,
    NotAnImage,
    TooLarge,

    /// <summary>Sooner than allowed.</summary>
    TooOften,

    /// <summary>The token opens no such session, or the session has started.</summary>
    NotPreparing,

    /// <summary>The models are not loaded.</summary>
    VisionUnavailable,
}
