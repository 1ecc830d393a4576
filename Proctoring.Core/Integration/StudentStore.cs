using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Integration;

/// <summary>The registration of a student by a calling system.</summary>
internal sealed record StudentRegistration(string Name, string Email, string Password, byte[] Photo, string? Address, string? ExternalId)
{
    /// <summary>The person who accepts the photo even if the server would refuse it; null for none.</summary>
    public string? PhotoApprovedBy { get; init; }
}

/// <summary>A registered student.</summary>
/// <param name="Id">Our number.</param>
/// <param name="FaceQuality">How sharp the face is, 0–1.</param>
/// <param name="Turned">Whether the photo was turned upright first.</param>
internal sealed record RegisteredStudent(int Id, double FaceQuality, bool Turned);

/// <summary>A student as the calling system sees them.</summary>
/// <param name="Number">Our number.</param>
/// <param name="ExternalId">The calling system's id.</param>
/// <param name="Name">Null if unknown.</param>
/// <param name="Email">Null if unknown.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="HasFace">Whether a face is enrolled.</param>
/// <param name="Faces">The history of the face, newest first; earlier versions recorded none.</param>
internal sealed record StudentProfile(
    int Number,
    string ExternalId,
    string? Name,
    string? Email,
    DateTime CreatedAt,
    bool HasFace,
    IReadOnlyList<EnrolledFace> Faces
);

/// <summary>One enrolment in the history of a face.</summary>
/// <param name="EnrolledAt">UTC.</param>
/// <param name="EndedAt">When another face replaced it, UTC; null while it is the enrolled one.</param>
/// <param name="Quality">How sharp the face is, 0–1.</param>
/// <param name="ApprovedBy">The person who accepted the photo although the server refused it; null if the server accepted it.</param>
/// <param name="RefusedFor">Why the server refused it; null otherwise.</param>
internal sealed record EnrolledFace(DateTime EnrolledAt, DateTime? EndedAt, double Quality, string? ApprovedBy, string? RefusedFor);

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
            throw CallRefusedException.Field("email", "is not an email address");
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // Checked before the models run, because it is cheaper.
        var known = await FindAsync(database, caller, email, registration.ExternalId, cancellation).ConfigureAwait(false);
        var (reading, approval) = await pictures
            .ReadToEnrolAsync(caller, registration.Photo, "photo_data", registration.PhotoApprovedBy, cancellation)
            .ConfigureAwait(false);

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
        try
        {
            await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            if (known is not null && !await database.LockAsync(known, cancellation).ConfigureAwait(false))
                throw CallRefusedException.Conflict("This student was erased at the same moment. Nothing was stored; send the call again");
            // A new student gets the id that the history needs.
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
            await database
                .EnrolAsync(student, encryption.Lock(reading.Embedding!), reading.Quality, caller.KeyId, approval, now, cancellation)
                .ConfigureAwait(false);
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }
        catch (DbUpdateException mistake) when (mistake.IsUniqueViolation())
        {
            // Another call registered the same email or id at the same moment; the check names it.
            await using var again = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
            await FindAsync(again, caller, email, registration.ExternalId, cancellation).ConfigureAwait(false);
            // The random number of the new student is taken, or another call added the student without registering them.
            return await RegisterAsync(caller, registration, cancellation).ConfigureAwait(false);
        }

        return new RegisteredStudent(student.Number, reading.Quality, reading.Turned);
    }

    /// <summary>Replaces the face of a student. The earlier face is deleted; the history keeps its dates.</summary>
    /// <param name="caller">The caller, with a key.</param>
    /// <param name="number">Our number of the student.</param>
    /// <param name="photo">A JPEG, PNG or WebP file.</param>
    /// <param name="approvedBy">The person who accepts the photo even if the server would refuse it; null for none.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <returns>How sharp the new face is, 0–1.</returns>
    /// <exception cref="CallRefusedException">The caller has no such student, the student was erased, or the photo is refused.</exception>
    public async Task<double> ReplaceFaceAsync(
        ApiCaller caller,
        int number,
        byte[] photo,
        string? approvedBy,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var student = await FindAsync(database, caller, number, cancellation).ConfigureAwait(false);
        if (student.IsErased)
            throw NoStudent(number);
        var (reading, approval) = await pictures
            .ReadToEnrolAsync(caller, photo, "photo_data", approvedBy, cancellation)
            .ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        // The models take a while, and an erasure may have come first.
        if (!await database.LockAsync(student, cancellation).ConfigureAwait(false))
            throw NoStudent(number);
        await database
            .EnrolAsync(
                student,
                encryption.Lock(reading.Embedding!),
                reading.Quality,
                caller.KeyId,
                approval,
                time.GetUtcNow().UtcDateTime,
                cancellation
            )
            .ConfigureAwait(false);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return reading.Quality;
    }

    /// <summary>Reads one student.</summary>
    /// <exception cref="CallRefusedException">The caller has no such student.</exception>
    public async Task<StudentProfile> ReadAsync(ApiCaller caller, int number, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await Profiles(database, database.Students.OwnedBy(caller.OwnerId).Where(row => row.Number == number))
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return found ?? throw NoStudent(number);
    }

    /// <summary>Lists the students of the caller's system, newest first.</summary>
    /// <param name="caller">The caller, with a key.</param>
    /// <param name="externalId">The calling system's id of the student to list; null for all.</param>
    /// <param name="skip">The number of students to skip.</param>
    /// <param name="take">The largest number of students to return.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<Listed<StudentProfile>> ListAsync(
        ApiCaller caller,
        string? externalId,
        int skip,
        int take,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var students = database.Students.OwnedBy(caller.OwnerId);
        if (externalId is not null)
            students = students.Where(row => row.ExternalId == externalId);
        var total = await students.CountAsync(cancellation).ConfigureAwait(false);
        var page = students.OrderByDescending(row => row.Id).Skip(skip).Take(take);
        return new Listed<StudentProfile>(await Profiles(database, page).ToListAsync(cancellation).ConfigureAwait(false), total);
    }

    /// <summary>The caller's student of a number, tracked.</summary>
    /// <exception cref="CallRefusedException">There is none.</exception>
    public static async Task<Student> FindAsync(ProctoringDb database, ApiCaller caller, int number, CancellationToken cancellation) =>
        await database
            .Students.OwnedBy(caller.OwnerId)
            .SingleOrDefaultAsync(row => row.Number == number, cancellation)
            .ConfigureAwait(false)
        ?? throw NoStudent(number);

    static IQueryable<StudentProfile> Profiles(ProctoringDb database, IQueryable<Student> students) =>
        students.Select(row => new StudentProfile(
            row.Number,
            row.ExternalId,
            row.Name,
            row.Email,
            row.CreatedAt,
            row.EnrolledFace != null,
            database
                .FaceEnrolments.Where(enrolment => enrolment.StudentId == row.Id)
                .OrderByDescending(enrolment => enrolment.EnrolledAt)
                .Select(enrolment => new EnrolledFace(
                    enrolment.EnrolledAt,
                    enrolment.EndedAt,
                    enrolment.Quality,
                    enrolment.ApprovedBy,
                    enrolment.RefusedFor
                ))
                .ToList()
        ));

    static CallRefusedException NoStudent(int number) =>
        CallRefusedException.NotFound(
            string.Create(CultureInfo.InvariantCulture, $"There is no student {number}"),
            ErrorCodes.StudentNotFound
        );

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
            throw CallRefusedException.Conflict("email already registered", ErrorCodes.EmailRegistered);
        if (externalId is null)
            return null;
        if (Student.IsErasedId(externalId))
            throw CallRefusedException.Field("student_id", $": \"{externalId}\" has the form of an erased student's id. Use another id");
        var student = await students.SingleOrDefaultAsync(known => known.ExternalId == externalId, cancellation).ConfigureAwait(false);
        return student is null or { PasswordHash: null, EnrolledFace: null }
            ? student
            : throw CallRefusedException.Conflict("student_id already registered", ErrorCodes.StudentRegistered);
    }
}
