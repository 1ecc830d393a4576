using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage;

/// <summary>Finds the students of one owner, and adds a student at the first mention.</summary>
internal static class StudentRows
{
    /// <summary>A second request can add the same student at the same moment; a random number can be taken. Either happens
    /// rarely.</summary>
    const int Attempts = 3;

    public static IQueryable<Student> OwnedBy(this IQueryable<Student> students, Guid owner) =>
        students.Where(student => student.OwnerId == owner);

    /// <summary>Gives a student a face and adds it to the history. Does not save.</summary>
    /// <param name="database">The context that saves it.</param>
    /// <param name="student">The student; a new one must have been saved.</param>
    /// <param name="face">The face, encrypted.</param>
    /// <param name="quality">How sharp it is, 0–1.</param>
    /// <param name="apiKeyId">The key that sent the photo; null without one.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task EnrolAsync(
        this ProctoringDb database,
        Student student,
        byte[] face,
        double quality,
        Guid? apiKeyId,
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
            }
        );
        (student.EnrolledFace, student.EnrolledAt) = (face, now);
    }

    /// <summary>The owner's student, tracked by the context. Saves the context if the student is new.</summary>
    /// <exception cref="DbUpdateException">The student could not be stored.</exception>
    public static async Task<Student> FindOrAddStudentAsync(
        this ProctoringDb database,
        Guid owner,
        string externalId,
        DateTime now,
        CancellationToken cancellation
    )
    {
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
