using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Integration;

/// <summary>Erases the personal data of a student: faces, pictures, audio, names, texts and addresses. Results, flags and verdicts stay,
/// under a random number. Every removal is a link of its session's chain, so the records stay verifiable.</summary>
internal sealed partial class StudentErasure(
    IDbContextFactory<ProctoringDb> databases,
    IEvidenceStore evidence,
    TimeProvider time,
    ILogger<StudentErasure> log
)
{
    /// <summary>Erases a student at the request of the operator.</summary>
    /// <param name="owner">The system that the student belongs to.</param>
    /// <param name="externalId">The system's id of the student.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <returns>The receipt; null if there is no such student.</returns>
    /// <exception cref="CallRefusedException">One of the student's exams is under way.</exception>
    public async Task<ErasureReceipt?> EraseAsync(Guid owner, string externalId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var number = await database
            .Students.OwnedBy(owner)
            .Where(row => row.ExternalId == externalId)
            .Select(row => (int?)row.Number)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return number is { } known
            ? await EraseAsync(ApiCaller.Anybody with { OwnerId = owner }, known, cancellation).ConfigureAwait(false)
            : null;
    }

    /// <summary>Erases a student. Erasing again returns the first receipt.</summary>
    /// <exception cref="CallRefusedException">The caller has no such student, or one of their exams is under way.</exception>
    public async Task<ErasureReceipt> EraseAsync(ApiCaller caller, int number, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await ReceiptOfAsync(database, caller, number, cancellation).ConfigureAwait(false) is { } earlier)
            return earlier;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var student = await StudentStore.FindAsync(database, caller, number, cancellation).ConfigureAwait(false);
        var sessions = await LockedAsync(database, student, cancellation).ConfigureAwait(false);
        List<string> files = [];
        var faces = student.EnrolledFace is null ? 0 : 1;
        foreach (var session in sessions)
        {
            faces += session.ReferenceFace is null ? 0 : 1;
            if (session.ReferencePicture is { } picture)
                files.Add(picture);
            (session.ReferenceFace, session.ReferencePicture, session.ReferenceSha256) = (null, null, null);
            // The link of a session contains the student's id, which changes below.
            database.Entry(session).Property(row => row.ReferencePicture).IsModified = true;
        }

        files.AddRange(
            await RemoveRowsAsync(database, student, [.. sessions.Select(session => session.Id)], cancellation).ConfigureAwait(false)
        );
        Empty(student);
        var receipt = new ErasureReceipt
        {
            Id = Guid.CreateVersion7(now),
            OwnerId = student.OwnerId,
            StudentNumber = number,
            ApiKeyId = caller.KeyId,
            ErasedAt = now,
            Sessions = sessions.Count,
            Files = files.Count,
            Faces = faces,
        };
        database.Add(receipt);
        var actor = caller.KeyId is null ? StaffViewer.Console : OfKey;
        foreach (var session in sessions)
            database.Audit(actor, "student_erased", $"the student of this session; receipt {receipt.Id}", now, session.Id);
        database.Audit(actor, "student_erased", $"student {number.ToString(CultureInfo.InvariantCulture)}; receipt {receipt.Id}", now);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        await DeleteAsync(files).ConfigureAwait(false);
        return receipt;
    }

    /// <summary>Finds a receipt.</summary>
    /// <exception cref="CallRefusedException">The caller's system has no such receipt.</exception>
    public async Task<ErasureReceipt> ReceiptAsync(ApiCaller caller, Guid id, CancellationToken cancellation)
    {
        var owner = caller.OwnerId;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
                .ErasureReceipts.AsNoTracking()
                .SingleOrDefaultAsync(row => row.Id == id && row.OwnerId == owner, cancellation)
                .ConfigureAwait(false)
            ?? throw CallRefusedException.NotFound("There is no such receipt");
    }

    static StaffViewer OfKey { get; } = new(null, "API", [], null);

    static async Task<ErasureReceipt?> ReceiptOfAsync(ProctoringDb database, ApiCaller caller, int number, CancellationToken cancellation)
    {
        var owner = caller.OwnerId;
        return await database
            .ErasureReceipts.AsNoTracking()
            .FirstOrDefaultAsync(row => row.OwnerId == owner && row.StudentNumber == number, cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>The student's sessions, locked and loaded.</summary>
    static async Task<List<ProctoringSession>> LockedAsync(ProctoringDb database, Student student, CancellationToken cancellation)
    {
        var ids = await database
            .Sessions.Where(row => row.StudentId == student.Id)
            .OrderBy(row => row.Id)
            .Select(row => row.Id)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var id in ids)
            await database.LockAsync(id, cancellation).ConfigureAwait(false);
        var sessions = await database.Sessions.Where(row => row.StudentId == student.Id).ToListAsync(cancellation).ConfigureAwait(false);
        return sessions.TrueForAll(session => session.Status.IsOver())
            ? sessions
            : throw CallRefusedException.Conflict(
                "An exam of this student is under way; submit or cancel it first",
                ErrorCodes.ExamUnderWay
            );
    }

    /// <summary>Removes the rows that contain personal data. Returns the files that belonged to them.</summary>
    static async Task<List<string>> RemoveRowsAsync(
        ProctoringDb database,
        Student student,
        IReadOnlyCollection<Guid> sessions,
        CancellationToken cancellation
    )
    {
        var images = await database
            .EvidenceImages.Where(row => sessions.Contains(row.Violation!.SessionId))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        database.RemoveRange(images);
        database.RemoveRange(
            await database.CandidateReplies.Where(row => sessions.Contains(row.SessionId)).ToListAsync(cancellation).ConfigureAwait(false)
        );
        database.RemoveRange(
            await database.CandidateMessages.Where(row => sessions.Contains(row.SessionId)).ToListAsync(cancellation).ConfigureAwait(false)
        );
        List<string> files = [.. images.Select(image => image.StoreKey)];
        var checks = await database
            .ManualIdentityChecks.Where(row => sessions.Contains(row.SessionId))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var check in checks)
        {
            if (check.DocumentPicture is { } document)
                files.Add(document);
            (check.DocumentPicture, check.DocumentSha256, check.Note) = (null, null, null);
        }

        await database.CandidatePages.Where(row => sessions.Contains(row.SessionId)).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        // The messages of these events contain the calling system's id of the student.
        await database
            .OutboxEvents.Where(row => row.SessionId != null && sessions.Contains(row.SessionId.Value))
            .ExecuteDeleteAsync(cancellation)
            .ConfigureAwait(false);
        // Their reasons describe the student.
        await database.Accommodations.Where(row => row.StudentId == student.Id).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        await database.FaceEnrolments.Where(row => row.StudentId == student.Id).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        return files;
    }

    static void Empty(Student student)
    {
        student.ExternalId = string.Create(CultureInfo.InvariantCulture, $"erased-{student.Number}");
        (student.Name, student.Email, student.PasswordHash, student.PostalAddress) = (null, null, null, null);
        (student.EnrolledFace, student.EnrolledAt, student.Language) = (null, null, null);
    }

    /// <summary>Deletes the files. What a crash leaves is removed at the next start, because no row names it.</summary>
    async Task DeleteAsync(List<string> files)
    {
        foreach (var file in files)
        {
            try
            {
                await evidence.DeleteAsync(file, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                LogNotDeleted(cause, file);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The erased file {File} could not be deleted; the next start of the server deletes it")]
    partial void LogNotDeleted(Exception cause, string file);
}
