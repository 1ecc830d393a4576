using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Integration;

/// <summary>What a calling system says of a person to register.</summary>
internal sealed record StudentRegistration(string Name, string Email, string Password, byte[] Photo, string? Address, string? ExternalId);

/// <summary>A registered person.</summary>
/// <param name="Id">Our number.</param>
/// <param name="FaceQuality">How sharp the face is, 0–1.</param>
internal sealed record RegisteredStudent(int Id, double FaceQuality);

/// <summary>Registers people with their face, and their password hashed; the photograph itself is not kept.</summary>
internal sealed class StudentStore(IDbContextFactory<ProctoringDb> databases, FacePictures pictures, FaceEncryption vault, IPasswordHasher<Student> passwords, TimeProvider time)
{
    static readonly EmailAddressAttribute Addresses = new();

    /// <summary>Registers a person. One who has sat an exam under the same id before, unregistered, becomes the registered one.</summary>
    /// <exception cref="CallRefusedException">A field is wrong, the picture is not taken, or the email or id is registered already.</exception>
    public async Task<RegisteredStudent> RegisterAsync(ApiCaller caller, StudentRegistration registration, CancellationToken cancellation)
    {
        if (NormalEmail(registration.Email) is not { } email)
            throw CallRefusedException.Invalid("email is not an email address");
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // Said before the models look: it is the cheaper question.
        var known = await FindAsync(database, caller, email, registration.ExternalId, cancellation).ConfigureAwait(false);
        var reading = await pictures.ReadAsync(caller, registration.Photo, "photo_data", cancellation).ConfigureAwait(false);

        var now = time.GetUtcNow().UtcDateTime;
        var student = known ?? new Student
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
        student.PasswordHash = await Task.Run(() => passwords.HashPassword(student, registration.Password), cancellation).ConfigureAwait(false);
        student.EnrolledFace = vault.Lock(reading.Embedding!);
        student.EnrolledAt = now;
        try
        {
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
        catch (DbUpdateException)
        {
            // Somebody registered the same at the same moment: the question from before says who.
            await using var again = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
            await FindAsync(again, caller, email, registration.ExternalId, cancellation).ConfigureAwait(false);
            throw;
        }

        return new RegisteredStudent(student.Number, Math.Round(Math.Clamp(reading.Sharpness ?? 0, 0f, 1f), 2));
    }

    /// <summary>An address as it is kept and looked for; null where it is none.</summary>
    public static string? NormalEmail(string text)
    {
        var email = text.Trim().ToLowerInvariant();
        return email.Length <= 254 && Addresses.IsValid(email) && !email.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)) ? email : null;
    }

    /// <summary>The row that the registration is for, if there is one; refuses what is taken.</summary>
    static async Task<Student?> FindAsync(ProctoringDb database, ApiCaller caller, string email, string? externalId, CancellationToken cancellation)
    {
        var students = database.Students.OwnedBy(caller.OwnerId);
        if (await students.AnyAsync(known => known.Email == email, cancellation).ConfigureAwait(false))
            throw CallRefusedException.Conflict("email already registered");
        if (externalId is null)
            return null;
        var student = await students.SingleOrDefaultAsync(known => known.ExternalId == externalId, cancellation).ConfigureAwait(false);
        return student is null or { PasswordHash: null, EnrolledFace: null } ? student : throw CallRefusedException.Conflict("student_id already registered");
    }
}
