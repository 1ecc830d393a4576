using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;

namespace Proctoring.Core.Integration;

/// <summary>A claimed identity: by email and password, or by the id from the calling system.</summary>
internal sealed record FaceClaim(string? Email, string? Password, StudentName? Student, byte[] Photo);

/// <summary>A student whose face matches the enrolled one.</summary>
/// <param name="StudentId">Our number.</param>
/// <param name="Name">The name; null if unknown.</param>
/// <param name="Email">The email address; null if unknown.</param>
/// <param name="Similarity">0–1.</param>
/// <param name="Threshold">The similarity from which two faces count as the same person.</param>
/// <param name="Live">Whether the face looks like a live one; null if unknown.</param>
internal sealed record VerifiedFace(int StudentId, string? Name, string? Email, double Similarity, double Threshold, bool? Live);

/// <summary>Compares a photo with the enrolled face of the claimed student.</summary>
internal sealed class FaceVerification(
    IDbContextFactory<ProctoringDb> databases,
    FacePictures pictures,
    FaceEncryption encryption,
    IPasswordHasher<Student> passwords,
    RuleCatalog rules,
    IdentityZones zones,
    TimeProvider time
)
{
    static readonly Student Unknown = new() { ExternalId = "" };

    readonly string unknownPassword = passwords.HashPassword(Unknown, Guid.NewGuid().ToString());

    /// <summary>Verifies a claim.</summary>
    /// <exception cref="CallRefusedException">The credentials are wrong, the photo is refused, or the face does not match.</exception>
    public async Task<VerifiedFace> VerifyAsync(ApiCaller caller, FaceClaim claim, CancellationToken cancellation)
    {
        var student =
            await FindAsync(caller, claim, cancellation).ConfigureAwait(false)
            ?? throw CallRefusedException.NotProved("Invalid credentials", ErrorCodes.InvalidCredentials);
        // The similarity decides: this call offers no check by a person to someone who needs dark glasses.
        var reading = await pictures
            .ReadAsync(caller, claim.Photo, "photo_data", cancellation)
            .ConfigureAwait(false);
        if (student.EnrolledFace is not { } locked || encryption.Open(locked) is not { } enrolled)
            throw CallRefusedException.Invalid("There is no enrolled face to compare with; register-student enrols one");
        var (similarity, limits) = (zones.Similarity(reading.Embedding!, enrolled), zones.LimitsOf(enrolled));
        switch (limits.Of(similarity))
        {
            case IdentityZone.Different:
                throw CallRefusedException.NotProved("Face does not match", ErrorCodes.FaceMismatch);
            case IdentityZone.Unsure:
                throw CallRefusedException.NotProved(
                    "Face is not confirmed: neither clearly the same nor clearly another. Send a better photo, or let a person compare",
                    ErrorCodes.FaceUnconfirmed
                );
        }

        var liveness = await pictures.LivenessAsync(claim.Photo, time.GetUtcNow().UtcDateTime, cancellation).ConfigureAwait(false);
        var least = rules.Rules.OfType<SpoofSuspectedRule>().Single().LeastLiveness;
        return new VerifiedFace(
            student.Number,
            student.Name,
            student.Email,
            Math.Round(Math.Clamp(similarity, 0, 1), 4),
            Math.Round(limits.SameFrom, 4),
            liveness is null ? null : liveness >= least
        );
    }

    async Task<Student?> FindAsync(ApiCaller caller, FaceClaim claim, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var students = database.Students.AsNoTracking().OwnedBy(caller.OwnerId);
        if (claim.Student is { } name)
        {
            return await students
                .SingleOrDefaultAsync(
                    known => name.ExternalId != null ? known.ExternalId == name.ExternalId : known.Number == name.Number,
                    cancellation
                )
                .ConfigureAwait(false);
        }

        var email = StudentStore.NormalEmail(claim.Email!);
        var student = email is null
            ? null
            : await students.SingleOrDefaultAsync(known => known.Email == email, cancellation).ConfigureAwait(false);
        // The same work for an unknown address, so that the time does not reveal who has an account.
        var hash = student?.PasswordHash ?? unknownPassword;
        var right = await Task.Run(() => passwords.VerifyHashedPassword(student ?? Unknown, hash, claim.Password!), cancellation)
            .ConfigureAwait(false);
        return right == PasswordVerificationResult.Failed ? null : student;
    }
}
