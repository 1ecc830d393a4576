using System.Text.Json;
using Proctoring.Core.Exams;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Integration;

/// <summary>Reads the one face of an uploaded photo, queued with the frames of running sessions, and explains a refusal.</summary>
internal sealed class FacePictures(VisionModels vision, InferenceSlots places, RefusedPictures refused)
{
    /// <summary>What a caller can do about a photo that was refused wrongly.</summary>
    const string Approve = " If a person has checked that the photo shows the student, send photo_approved_by with their name.";

    /// <summary>Reads the face of a photo that is only compared. It may have a mask or dark glasses.</summary>
    /// <exception cref="CallRefusedException">The photo was refused, the caller sent too many bad ones, or the models are not
    /// loaded.</exception>
    public async Task<ReferenceReading> ReadAsync(ApiCaller caller, byte[] picture, string field, CancellationToken cancellation)
    {
        var reading = await ReadAsync(caller, picture, field, mayBeCovered: true, approved: false, cancellation).ConfigureAwait(false);
        return reading.Refusal is null ? reading : throw Refused(field, reading, "");
    }

    /// <summary>Reads the face to enrol.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="picture">A JPEG, PNG or WebP file.</param>
    /// <param name="field">The caller's name for the picture.</param>
    /// <param name="approvedBy">The person who accepts the photo even if the server would refuse it; null for none. Needs a caller with a
    /// key.</param>
    /// <param name="cancellation">Stops waiting for an inference slot.</param>
    /// <exception cref="CallRefusedException">The photo was refused, the caller without a key names a person, the caller sent too many bad
    /// photos, or the models are not loaded.</exception>
    /// <returns>The face, and the decision of the person; null if it was not needed.</returns>
    public async Task<(ReferenceReading Reading, PhotoApproval? Approval)> ReadToEnrolAsync(
        ApiCaller caller,
        byte[] picture,
        string field,
        string? approvedBy,
        CancellationToken cancellation
    )
    {
        // If the API is open, the caller can be the candidate, who could accept their own photo.
        if (approvedBy is not null && caller.KeyId is null)
            throw CallRefusedException.Field("photo_approved_by", "needs an API key");
        var reading = await ReadAsync(caller, picture, field, mayBeCovered: false, approvedBy is not null, cancellation)
            .ConfigureAwait(false);
        if (reading.Refusal is not null)
            throw Refused(field, reading, reading.MayBeApproved && caller.KeyId is not null ? Approve : "");
        return reading.Overridden is { } against && approvedBy is not null
            ? (reading, new PhotoApproval(approvedBy, JsonNamingPolicy.SnakeCaseLower.ConvertName(against.ToString())))
            : (reading, null);
    }

    static CallRefusedException Refused(string field, ReferenceReading reading, string advice) =>
        CallRefusedException.Field(field, $": {ReferenceRefusalText.Of(reading, PictureLimits.Photo)}{advice}");

    async Task<ReferenceReading> ReadAsync(
        ApiCaller caller,
        byte[] picture,
        string field,
        bool mayBeCovered,
        bool approved,
        CancellationToken cancellation
    )
    {
        var reader = vision.ReferenceReader ?? throw NotWatching();
        refused.Admit(caller);
        ReferenceReading reading;
        using (var place = await places.TakeForUploadAsync(cancellation).ConfigureAwait(false))
        {
            reading = await Task.Run(() => reader.Read(place, picture, PictureLimits.Photo, mayBeCovered, approved), cancellation)
                .ConfigureAwait(false);
        }

        if (reading.Picture is { } damage)
            throw refused.Refuse(caller, field, damage, PictureLimits.Photo);
        return reading;
    }

    /// <summary>Scores how much the face looks like a living person's, 0–1; null if the models cannot decide.</summary>
    public async Task<float?> LivenessAsync(byte[] picture, DateTime at, CancellationToken cancellation)
    {
        if (vision.FrameReader is not { } reader)
            return null;
        using var place = await places.TakeForUploadAsync(cancellation).ConfigureAwait(false);
        var limits = PictureLimits.Photo with { DecodedPixels = PictureLimits.Frame.MaxPixels };
        var reading = await Task.Run(() => reader.Read(place, picture, at, 1, new VisionMemory(new FaceMemory()), limits), cancellation)
            .ConfigureAwait(false);
        return reading.Observation?.Head?.Liveness?.Score;
    }

    /// <summary>Refuses a call while the models are not loaded: an empty result would look like a clean one.</summary>
    public static CallRefusedException NotWatching() =>
        CallRefusedException.Unavailable("The models that read pictures are not loaded; see GET /api/health/");
}
