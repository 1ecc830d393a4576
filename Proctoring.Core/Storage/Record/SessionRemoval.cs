using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage.Record;

/// <summary>Removes a whole session. The chain of the installation keeps a link that says when; hashes of removed rows stay, and no
/// content.</summary>
internal static class SessionRemoval
{
    /// <summary>Removes the rows, in the caller's transaction, in which the session is locked.</summary>
    public static async Task RemoveAsync(ProctoringDb database, ProctoringSession session, CancellationToken cancellation)
    {
        database.Remove(session);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        // The messages of these events contain the calling system's id of the student.
        var id = session.Id;
        await database.OutboxEvents.Where(row => row.SessionId == id).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        await RemoveUnusedAsync(database, [session.StudentId], cancellation).ConfigureAwait(false);
    }

    /// <summary>The keys of a session's files, without the witness of its chain, which has no content and proves that the session
    /// existed.</summary>
    public static async Task<IReadOnlyList<string>> FilesAsync(IEvidenceStore evidence, Guid sessionId, CancellationToken cancellation)
    {
        var witness = $"{sessionId:N}/chain";
        var keys = await evidence.KeysAsync(sessionId.ToString("N"), cancellation).ConfigureAwait(false);
        return [.. keys.Where(key => !key.StartsWith(witness, StringComparison.Ordinal))];
    }

    /// <summary>Removes those students of our pages of whom nothing else is stored: the name was typed for a session or an invitation.
    /// Returns how many were removed.</summary>
    public static Task<int> RemoveUnusedAsync(ProctoringDb database, IReadOnlyCollection<int> students, CancellationToken cancellation)
    {
        var owner = Student.OwnPages;
        return database
            .Students.Where(student =>
                students.Contains(student.Id) && student.OwnerId == owner && student.PasswordHash == null && student.EnrolledFace == null
            )
            .Where(student => !database.Sessions.Any(row => row.StudentId == student.Id))
            .Where(student => !database.ExamInvitations.Any(row => row.StudentId == student.Id))
            .Where(student => !database.Accommodations.Any(row => row.StudentId == student.Id))
            .Where(student => !database.FaceEnrolments.Any(row => row.StudentId == student.Id))
            .ExecuteDeleteAsync(cancellation);
    }
}
