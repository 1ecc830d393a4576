using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Enrols a student's face, with which the reference of each session is compared.</summary>
internal sealed class Enrolment(
    IDbContextFactory<ProctoringDb> databases,
    VisionModels vision,
    InferenceSlots places,
    FaceEncryption encryption,
    TimeProvider time
)
{
    /// <summary>Reads the face from a picture and stores its embedding, which replaces an earlier one. The picture itself is not
    /// stored.</summary>
    public async Task<EnrolmentResult> EnrolAsync(
        Guid owner,
        string studentId,
        string? name,
        byte[] picture,
        CancellationToken cancellation
    )
    {
        var reader = vision.ReferenceReader ?? throw new InvalidOperationException(vision.Problem);
        ReferenceReading reading;
        using (var place = await places.TakeForUploadAsync(cancellation).ConfigureAwait(false))
            reading = await Task.Run(() => reader.Read(place, picture, PictureLimits.Photo), cancellation).ConfigureAwait(false);
        if (reading.Embedding is not { } face)
            return new EnrolmentResult(ReferenceRefusalText.Of(reading, PictureLimits.Photo), reading.Turned);

        try
        {
            await UniqueViolations
                .WithOneRetryAsync(() => WriteAsync(owner, studentId, name, (face, reading.Quality), cancellation))
                .ConfigureAwait(false);
        }
        catch (ValidationException erased)
        {
            return new EnrolmentResult(erased.Message, reading.Turned);
        }

        return new EnrolmentResult(null, reading.Turned);
    }

    async Task WriteAsync(
        Guid owner,
        string studentId,
        string? name,
        (FaceEmbedding Face, double Quality) photo,
        CancellationToken cancellation
    )
    {
        var (face, quality) = photo;
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var student = await database.FindOrAddStudentAsync(owner, studentId, now, cancellation).ConfigureAwait(false);
        student.Name = name ?? student.Name;
        await database.EnrolAsync(student, encryption.Lock(face), quality, apiKeyId: null, now, cancellation).ConfigureAwait(false);
        await database.SaveAboutAsync(student, cancellation).ConfigureAwait(false);
    }
}

/// <summary>The result of an enrolment.</summary>
/// <param name="Refusal">The reason for refusing the picture, in a sentence; null if the face was enrolled.</param>
/// <param name="Turned">Whether the picture was turned upright first.</param>
public sealed record EnrolmentResult(string? Refusal, bool Turned);
