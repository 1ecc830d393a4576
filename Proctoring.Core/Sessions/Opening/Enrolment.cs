using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Enrols a student's face, so that each session's reference is compared with it.</summary>
internal sealed class Enrolment(IDbContextFactory<ProctoringDb> databases, VisionModels vision, FaceEncryption vault, TimeProvider time)
{
    /// <summary>Reads the face from a picture and keeps its embedding, in place of an earlier one; the picture itself is not kept.</summary>
    /// <returns>Null where the face was enrolled; else why the picture was not taken.</returns>
    public async Task<ReferenceRefusal?> EnrolAsync(Guid owner, string studentId, string? name, byte[] picture, CancellationToken cancellation)
    {
        var reader = vision.ReferenceReader ?? throw new InvalidOperationException(vision.Problem);
        var reading = reader.Read(picture);
        if (reading.Embedding is not { } face)
            return reading.Refusal;

        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var student = await database.FindOrAddStudentAsync(owner, studentId, now, cancellation).ConfigureAwait(false);
        student.Name = name ?? student.Name;
        student.EnrolledFace = vault.Lock(face);
        student.EnrolledAt = now;
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return null;
    }
}
