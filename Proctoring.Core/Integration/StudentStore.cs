using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Integration;

/// <summary>The registration of a student by a calling system.</summary>
internal sealed record StudentRegistration(string Name, string Email, string Password, byte[] Photo, string? Address, string? ExternalId);

/// <summary>A registered student.</summary>
/// <param name="Id">Our number.</param>
/// <param name="FaceQuality">How sharp the face is, 0–1.</param>
/// <param name="Turned">Whether the photo was turned upright first.</param>
internal sealed record RegisteredStudent(int Id, double FaceQuality, bool Turned);

/// <summary>Registers students with their face and hashed password. The photo itself is not stored.</summary>
internal sealed class StudentStore(
    IDbContextFactory<ProctoringDb> databases,
    FacePictures pictures,
    FaceEncryption encryption,
    IPasswordHasher<Student> passwords,
    TimeProvider time
)
{
    static readonly EmailAddressAttribute Addresses = new();

    /// <summary>Registers a student. An unregistered student with the same id becomes the registered one.</summary>
    /// <exception cref="CallRefusedException">A field or the photo is refused, or the email or id is already registered.</exception>
    public async Task<RegisteredStudent> RegisterAsync(ApiCaller caller, StudentRegistration registration, CancellationToken cancellation)
    {
        if (NormalEmail(registration.Email) is not { } email)
            throw CallRefusedException.Invalid("email is not an email address");
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // Checked before the models run, because it is cheaper.
        var known = await FindAsync(database, caller, email, registration.ExternalId, cancellation).ConfigureAwait(false);
        var reading = await pictures.ReadAsync(caller, registration.Photo, "photo_data", cancellation).ConfigureAwait(false);

        var now = time.GetUtcNow().UtcDateTime;
        var student =
            known
            ?? new Student
            {
                OwnerId = caller.OwnerId,
                ExternalId = registration.ExternalId ?? $"student-{Guid.CreateVersion7(time.GetUtcNow()):N}",
                CreatedAt = now,
            };
        if (known is null)
            database.Add(student);
        student.Name = registration.Name;
        student.Email = email;
        student.PostalAddress = registration.Address;
        student.PasswordHash = await Task.Run(() => passwords.HashPassword(student, registration.Password), cancellation)
            .ConfigureAwait(false);
        student.EnrolledFace = encryption.Lock(reading.Embedding!);
        student.EnrolledAt = now;
        try
        {
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
        catch (DbUpdateException mistake) when (mistake.IsUniqueViolation())
        {
            // Another call registered the same email or id at the same moment; the check names it.
            await using var again = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
            await FindAsync(again, caller, email, registration.ExternalId, cancellation).ConfigureAwait(false);
            throw;
        }

        return new RegisteredStudent(student.Number, Math.Round(Math.Clamp(reading.Sharpness ?? 0, 0f, 1f), 2), reading.Turned);
    }

    /// <summary>The stored form of an email address; null if it is not one.</summary>
    public static string? NormalEmail(string text)
    {
        var email = text.Trim().ToLowerInvariant();
        return
            email.Length <= 254
            && Addresses.IsValid(email)
            && !email.Any(character => char.IsWhiteSpace(character) || char.IsControl(character))
            ? email
            : null;
    }

    /// <summary>Finds the row of the student; null if there is none.</summary>
    static async Task<Student?> FindAsync(
        ProctoringDb database,
        ApiCaller caller,
        string email,
        string? externalId,
        CancellationToken cancellation
    )
    {
        var students = database.Students.OwnedBy(caller.OwnerId);
        if (await students.AnyAsync(known => known.Email == email, cancellation).ConfigureAwait(false))
            throw CallRefusedException.Conflict("email already registered");
        if (externalId is null)
            return null;
        var student = await students.SingleOrDefaultAsync(known => known.ExternalId == externalId, cancellation).ConfigureAwait(false);
        return student is null or { PasswordHash: null, EnrolledFace: null }
            ? student
            : throw CallRefusedException.Conflict("student_id already registered");
    }
}
