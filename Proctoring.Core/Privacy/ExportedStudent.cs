using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Privacy;

/// <summary>The content of student.json. Names of staff, and of people who accepted a photo, are left out.</summary>
internal static class ExportedStudent
{
    public static async Task<object> ReadAsync(ProctoringDb database, int studentId, CancellationToken cancellation)
    {
        var student = await database.Students.AsNoTracking().SingleAsync(row => row.Id == studentId, cancellation).ConfigureAwait(false);
        return new
        {
            student.ExternalId,
            student.Number,
            student.Name,
            student.Email,
            student.PostalAddress,
            student.Language,
            student.CreatedAt,
            HasPassword = student.PasswordHash is not null,
            HasEnrolledFace = student.EnrolledFace is not null,
            student.EnrolledAt,
            Enrolments = await database
                .FaceEnrolments.Where(row => row.StudentId == studentId)
                .OrderBy(row => row.EnrolledAt)
                .Select(row => new
                {
                    row.EnrolledAt,
                    row.EndedAt,
                    row.Quality,
                    row.RefusedFor,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            Accommodations = await database
                .Accommodations.Where(row => row.StudentId == studentId)
                .OrderBy(row => row.CreatedAt)
                .Select(row => new
                {
                    row.Rule,
                    row.Setting,
                    row.Value,
                    row.Reason,
                    row.CreatedAt,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            Invitations = await database
                .ExamInvitations.Where(row => row.StudentId == studentId)
                .OrderBy(row => row.CreatedAt)
                .Select(row => new
                {
                    row.Exam!.Title,
                    row.Name,
                    row.Email,
                    row.CreatedAt,
                    row.SentAt,
                    row.WithdrawnAt,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
        };
    }
}
