using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Lists the candidates whose identity a person must check, shows their pictures to staff with that right, and stores the
/// results.</summary>
internal sealed class IdentityReviews(IDbContextFactory<ProctoringDb> databases, IEvidenceStore store, SessionFeed feed, TimeProvider time)
{
    /// <summary>The longest list.</summary>
    public const int Most = 100;

    /// <summary>Whether the viewer may check identities: reviewers and proctors, with an account.</summary>
    public static bool MayCheck(StaffViewer viewer) => viewer.MayReview() || viewer.MayIntervene();

    /// <summary>Returns the checks of the sessions without a final verdict: the open ones of candidates who have not begun, the other open
    /// ones, each the oldest first, and then the latest results.</summary>
    public async Task<IReadOnlyList<IdentityCase>> ListAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        if (!MayCheck(viewer))
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows =
            from session in database.Sessions.AsNoTracking().SeenBy(database, viewer)
            join check in database.ManualIdentityChecks on session.Id equals check.SessionId
            // A final verdict closes the check. Expired and cancelled sessions never took place.
            where
                session.ReferencePicture != null
                && session.Verdict == null
                && session.Status != SessionStatus.Expired
                && session.Status != SessionStatus.Cancelled
            orderby check.Confirmed != null, check.Confirmed == null
                && session.Status != SessionStatus.Preparing, check.DecidedAt descending, check.RequestedAt
            select new IdentityCase(
                session.Id,
                session.Student!.ExternalId,
                session.Student.Name,
                session.ExamName,
                session.Status,
                check.Reason,
                check.RequestedAt,
                check.DocumentPicture != null,
                session.Student.EnrolledFace != null,
                check.Confirmed,
                check.DecidedAt,
                check.Note,
                VersionOf(session.ReferenceSha256, check.DocumentSha256, check.Confirmed, check.DecidedAt)
            );
        return await rows.Take(Most).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns the photo or the document's picture; null if the viewer may not see it, or it is missing or damaged.</summary>
    public async Task<byte[]?> PictureAsync(StaffViewer viewer, Guid sessionId, bool document, CancellationToken cancellation)
    {
        if (!MayCheck(viewer))
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var key = await (
            from session in database.Sessions.SeenBy(database, viewer)
            join check in database.ManualIdentityChecks on session.Id equals check.SessionId
            where session.Id == sessionId
            select document ? check.DocumentPicture : session.ReferencePicture
        )
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        try
        {
            return key is null ? null : await store.GetAsync(key, cancellation).ConfigureAwait(false);
        }
        catch (EvidenceDamagedException)
        {
            // Verification names it; the viewer sees that there is no picture.
            return null;
        }
    }

    /// <summary>Stores the result of a check, with an entry in the audit log. A result can be replaced while the session has no
    /// verdict.</summary>
    /// <param name="viewer">The member of staff.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="version">The version of the case that the viewer saw. A newer picture or result is not overwritten.</param>
    /// <param name="confirmed">The result.</param>
    /// <param name="note">A note.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The note is too long.</exception>
    public async Task<ReviewOutcome> DecideAsync(
        StaffViewer viewer,
        Guid sessionId,
        string version,
        bool confirmed,
        string? note,
        CancellationToken cancellation
    )
    {
        var words = string.IsNullOrWhiteSpace(note) ? null : TextLimits.Required(note, "note", ReviewLimits.Message);
        if (!MayCheck(viewer))
            return ReviewOutcome.NotThere;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(sessionId, cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.AsNoTracking()
            .SeenBy(database, viewer)
            .SingleOrDefaultAsync(row => row.Id == sessionId, cancellation)
            .ConfigureAwait(false);
        var check = await database
            .ManualIdentityChecks.SingleOrDefaultAsync(row => row.SessionId == sessionId, cancellation)
            .ConfigureAwait(false);
        if (session is null || check is null)
            return ReviewOutcome.NotThere;
        if (session.Verdict is not null)
            return ReviewOutcome.Settled;
        if (VersionOf(session.ReferenceSha256, check.DocumentSha256, check.Confirmed, check.DecidedAt) != version)
            return ReviewOutcome.Changed;
        var now = time.GetUtcNow().UtcDateTime;
        (check.Confirmed, check.DecidedById, check.DecidedAt, check.Note) = (confirmed, viewer.UserId, now, words);
        // Without the note, which describes the person and their document: the log outlives an erasure.
        database.Audit(viewer, "identity_checked", confirmed ? "confirmed" : "not confirmed", now, sessionId);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        feed.Announce(sessionId, new IdentityNews(confirmed));
        return ReviewOutcome.Done;
    }

    /// <summary>The pictures and the result in one value, which differs after each change of them.</summary>
    static string VersionOf(string? photo, string? document, bool? confirmed, DateTime? decidedAt)
    {
        var content = string.Create(CultureInfo.InvariantCulture, $"{photo}|{document}|{confirmed}|{decidedAt?.Ticks}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(content)));
    }
}

/// <summary>A candidate whose identity a person checks.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="StudentId">The owner's id of the student.</param>
/// <param name="StudentName">The student's name; null if unknown.</param>
/// <param name="ExamName">The exam.</param>
/// <param name="Status">The stage of the session.</param>
/// <param name="Reason">Why the candidate asked.</param>
/// <param name="RequestedAt">When, UTC.</param>
/// <param name="HasDocument">Whether a document was photographed.</param>
/// <param name="Enrolled">Whether the student has an enrolled photo.</param>
/// <param name="Confirmed">The result; null until someone has looked.</param>
/// <param name="DecidedAt">When, UTC.</param>
/// <param name="Note">The note of the person who looked.</param>
/// <param name="Version">Differs after each change of a picture or of the result.</param>
public sealed record IdentityCase(
    Guid SessionId,
    string StudentId,
    string? StudentName,
    string ExamName,
    SessionStatus Status,
    IdentityCheckReason Reason,
    DateTime RequestedAt,
    bool HasDocument,
    bool Enrolled,
    bool? Confirmed,
    DateTime? DecidedAt,
    string? Note,
    string Version
);
