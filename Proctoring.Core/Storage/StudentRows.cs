using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Storage;

/// <summary>Finds the students of one owner, and adds a student at the first mention.</summary>
internal static class StudentRows
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    /// <summary>A second request can add the same student at the same moment; a random number can be taken. Either happens
    /// rarely.</summary>
    const int Attempts = 3;

    public static IQueryable<Student> OwnedBy(this IQueryable<Student> students, Guid owner) =>
        students.Where(student => student.OwnerId == owner);

    /// <summary>Locks the rows until the transaction ends, and returns their number.</summary>
    public static Task<int> LockAsync(this IQueryable<Student> students, CancellationToken cancellation) =>
        students.ExecuteUpdateAsync(set => set.SetProperty(student => student.Language, student => student.Language), cancellation);

    /// <summary>Locks a student who was read before, until the transaction ends.</summary>
    /// <returns>False if an erasure has removed the student since; then nothing may be stored about them.</returns>
    public static async Task<bool> LockAsync(this ProctoringDb database, Student student, CancellationToken cancellation)
    {
        var (id, erased) = (student.Id, student.ErasedId);
        return await database.Students.Where(row => row.Id == id && row.ExternalId != erased).LockAsync(cancellation).ConfigureAwait(false)
            == 1;
    }

    /// <summary>Saves the context's changes, which concern a student who was read before.</summary>
    /// <exception cref="ValidationException">An erasure has removed the student since; nothing was saved.</exception>
    public static async Task SaveAboutAsync(this ProctoringDb database, Student student, CancellationToken cancellation)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        if (!await database.LockAsync(student, cancellation).ConfigureAwait(false))
            throw new ShownRefusalException(
                L["Refusal_Erased"],
                "student_id: this student was erased at the same moment. Nothing was stored"
            );
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Gives a student a face and adds it to the history. Does not save.</summary>
    /// <param name="database">The context that saves it.</param>
    /// <param name="student">The student; a new one must have been saved.</param>
    /// <param name="face">The face, encrypted.</param>
    /// <param name="quality">How sharp it is, 0–1.</param>
    /// <param name="apiKeyId">The key that sent the photo; null without one.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static Task EnrolAsync(
        this ProctoringDb database,
        Student student,
        byte[] face,
        double quality,
        Guid? apiKeyId,
        DateTime now,
        CancellationToken cancellation
    ) => database.EnrolAsync(student, face, quality, apiKeyId, null, now, cancellation);

    /// <summary>The same, with the decision of a person if the server refused the photo.</summary>
    public static async Task EnrolAsync(
        this ProctoringDb database,
        Student student,
        byte[] face,
        double quality,
        Guid? apiKeyId,
        PhotoApproval? approval,
        DateTime now,
        CancellationToken cancellation
    )
    {
        var earlier = await database
            .FaceEnrolments.Where(row => row.StudentId == student.Id && row.EndedAt == null)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var row in earlier)
            row.EndedAt = now;
        database.Add(
            new FaceEnrolment
            {
                Id = Guid.CreateVersion7(now),
                StudentId = student.Id,
                EnrolledAt = now,
                ApiKeyId = apiKeyId,
                Quality = quality,
                ApprovedBy = approval?.By,
                RefusedFor = approval?.RefusedFor,
            }
        );
        (student.EnrolledFace, student.EnrolledAt) = (face, now);
        if (approval is not null)
            await database.AuditAsync(student, apiKeyId, approval, now, cancellation).ConfigureAwait(false);
    }

    /// <summary>Adds an approval to the audit log. The actor is the system, because the server knows the person only from it.</summary>
    static async Task AuditAsync(
        this ProctoringDb database,
        Student student,
        Guid? apiKeyId,
        PhotoApproval approval,
        DateTime now,
        CancellationToken cancellation
    )
    {
        database.Audit(
            await database.ActorOfAsync(apiKeyId, cancellation).ConfigureAwait(false),
            "photo_approved",
            string.Create(CultureInfo.InvariantCulture, $"student {student.Number}, refused: {approval.RefusedFor}"),
            now,
            reason: $"accepted by {approval.By}"
        );
    }

    /// <summary>The owner's student, tracked by the context. Saves the context if the student is new.</summary>
    /// <exception cref="ValidationException">The id has the form of an erased student's.</exception>
    /// <exception cref="DbUpdateException">The student could not be stored.</exception>
    public static async Task<Student> FindOrAddStudentAsync(
        this ProctoringDb database,
        Guid owner,
        string externalId,
        DateTime now,
        CancellationToken cancellation
    )
    {
        if (Student.IsErasedId(externalId))
            throw new ShownRefusalException(
                L["Refusal_ErasedId"],
                $"student_id: \"{externalId}\" has the form of an erased student's id. Use another id"
            );
        for (var attempt = 1; ; attempt++)
        {
            if (
                await database
                    .Students.OwnedBy(owner)
                    .SingleOrDefaultAsync(known => known.ExternalId == externalId, cancellation)
                    .ConfigureAwait(false) is
                { } student
            )
                return student;
            var added = database.Add(
                new Student
                {
                    OwnerId = owner,
                    ExternalId = externalId,
                    CreatedAt = now,
                }
            );
            try
            {
                await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
                return added.Entity;
            }
            catch (DbUpdateException mistake) when (attempt < Attempts && mistake.IsUniqueViolation())
            {
                // Another request added the student, or the number is taken: look again.
                added.State = EntityState.Detached;
            }
        }
    }
}
