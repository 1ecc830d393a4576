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
