using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Privacy;

/// <summary>Deletes data of sessions in one transaction, and records each deletion as a row of the session's chain. The reports then name
/// the deletion instead of the data.</summary>
/// <param name="database">The context of the transaction, in which the sessions are locked.</param>
/// <param name="cause">Why the data is deleted.</param>
/// <param name="reason">The setting with its value, or the receipt.</param>
/// <param name="now">The time of the deletion, UTC.</param>
internal sealed class DataRemoval(ProctoringDb database, DeletionCause cause, string reason, DateTime now)
{
    readonly List<DataDeletion> deletions = [];
    readonly List<string> files = [];
    bool allAnswers;

    /// <summary>The files to delete after the commit.</summary>
    public IReadOnlyList<string> Files => files;

    /// <summary>The number of deleted items.</summary>
    public int Count => deletions.Sum(deletion => deletion.Count);

    /// <summary>Deletes pictures, strips or audio of flags.</summary>
    public async Task RemoveEvidenceAsync(
        IReadOnlyCollection<Guid> sessions,
        Expression<Func<EvidenceImage, bool>> which,
        CancellationToken cancellation
    )
    {
        var images = await database
            .EvidenceImages.Include(row => row.Violation)
            .Where(row => sessions.Contains(row.Violation!.SessionId))
            .Where(which)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var image in images)
        {
            files.Add(image.StoreKey);
            var data =
                image.IsSound ? DeletedData.Audio
                : image.IsStrip ? DeletedData.Strip
                : DeletedData.Picture;
            Record(image.Violation!.SessionId, data, image.Id, image.Sha256, image.ViolationId);
        }

        database.RemoveRange(images);
        // A known flag cannot be decided without its pictures.
        var affected = images.Select(image => image.Violation!.SessionId).Distinct().ToList();
        database.RemoveRange(
            await database.KnownSessions.Where(row => affected.Contains(row.SessionId)).ToListAsync(cancellation).ConfigureAwait(false)
        );
    }

    /// <summary>Deletes the pictures of the screen and of the room.</summary>
    public async Task RemoveScreensAsync(IReadOnlyCollection<Guid> sessions, CancellationToken cancellation)
    {
        var pictures = await database
            .ScreenPictures.Where(row => sessions.Contains(row.SessionId))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var picture in pictures)
        {
            files.Add(picture.StoreKey);
            var data = picture.Source == PictureSource.Room ? DeletedData.Room : DeletedData.Screen;
            Record(picture.SessionId, data, picture.Id, picture.Sha256);
        }

        database.RemoveRange(pictures);
    }

    /// <summary>Deletes the embeddings and photos from the start, and the pictures of identity documents.</summary>
    public async Task RemoveFacesAsync(IReadOnlyCollection<ProctoringSession> sessions, CancellationToken cancellation)
    {
        foreach (var session in sessions)
        {
            if (session.ReferenceFace is not null)
                Record(session.Id, DeletedData.Face);
            if (session.ReferencePicture is { } picture)
            {
                files.Add(picture);
                Record(session.Id, DeletedData.StartPhoto, sha256: session.ReferenceSha256);
            }

            (session.ReferenceFace, session.ReferencePicture, session.ReferenceSha256) = (null, null, null);
        }

        var ids = sessions.Select(session => session.Id).ToList();
        foreach (
            var check in await database
                .ManualIdentityChecks.Where(row => ids.Contains(row.SessionId) && row.DocumentPicture != null)
                .ToListAsync(cancellation)
                .ConfigureAwait(false)
        )
        {
            files.Add(check.DocumentPicture!);
            Record(check.SessionId, DeletedData.Document, sha256: check.DocumentSha256);
            (check.DocumentPicture, check.DocumentSha256) = (null, null);
        }
    }

    /// <summary>Deletes the content of answers, and uploads. Points stay.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="choicesToo">Whether the choices of single-choice questions are deleted too.</param>
    /// <param name="cancellation">Stops the deletion.</param>
    public async Task RemoveAnswersAsync(IReadOnlyCollection<Guid> sessions, bool choicesToo, CancellationToken cancellation)
    {
        allAnswers = choicesToo;
        var answers = await database
            .Answers.Where(row => sessions.Contains(row.SessionId))
            .Where(row => row.Choice == SessionAnswer.InResponse || (choicesToo && row.Choice >= 0))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var ofSession in answers.GroupBy(answer => answer.SessionId))
            Record(ofSession.Key, DeletedData.Answers, count: ofSession.Count());
        foreach (var answer in answers)
            (answer.Choice, answer.Response) = (SessionAnswer.Deleted, null);
        var uploads = await database
            .SessionFiles.Where(row => sessions.Contains(row.SessionId))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var upload in uploads)
            Record(upload.SessionId, DeletedData.Upload, upload.Id, upload.Sha256);
        database.RemoveRange(uploads);
    }

    /// <summary>Adds the records of the deletions, and removes the data from the stored reports. The caller saves and commits.</summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        database.AddRange(deletions);
        foreach (var ofSession in deletions.GroupBy(deletion => deletion.SessionId))
        {
            var report = await database
                .Reports.SingleOrDefaultAsync(row => row.SessionId == ofSession.Key, cancellation)
                .ConfigureAwait(false);
            if (ReportReader.Parse(report?.Content) is not { } content)
                continue;
            var left = content.Without([.. ofSession], allAnswers);
            database.Entry(report!).Property(row => row.Content).CurrentValue = JsonSerializer.Serialize(left, ReportReader.Json);
        }
    }

    void Record(Guid session, DeletedData data, Guid? id = null, string? sha256 = null, Guid? violation = null, int count = 1) =>
        deletions.Add(
            new DataDeletion
            {
                Id = id ?? Guid.CreateVersion7(now),
                SessionId = session,
                ViolationId = violation,
                Data = data,
                Count = count,
                Sha256 = sha256,
                DeletedAt = now,
                Cause = cause,
                Reason = reason,
            }
        );
}
