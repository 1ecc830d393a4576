using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Integration;

/// <summary>Reads the one face of an uploaded photo, queued with the frames of running sessions, and explains a refusal.</summary>
internal sealed class FacePictures(VisionModels vision, InferenceSlots places, RefusedPictures refused)
{
    /// <summary>Reads the face.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="picture">A JPEG, PNG or WebP file.</param>
    /// <param name="field">The caller's name for the picture.</param>
    /// <param name="mayBeCovered">Whether the face may have a mask or dark glasses, because it is only compared.</param>
    /// <param name="cancellation">Stops waiting for an inference slot.</param>
    /// <exception cref="CallRefusedException">The photo was refused, the caller sent too many bad ones, or the models are not
    /// loaded.</exception>
    public async Task<ReferenceReading> ReadAsync(
        ApiCaller caller,
        byte[] picture,
        string field,
        bool mayBeCovered,
        CancellationToken cancellation
    )
    {
        var reader = vision.ReferenceReader ?? throw NotWatching();
        refused.Admit(caller);
        ReferenceReading reading;
        using (var place = await places.TakeForUploadAsync(cancellation).ConfigureAwait(false))
        {
            reading = await Task.Run(() => reader.Read(place, picture, PictureLimits.Photo, mayBeCovered), cancellation)
                .ConfigureAwait(false);
        }

        if (reading.Picture is { } damage)
            throw refused.Refuse(caller, field, damage, PictureLimits.Photo);
        return reading.Refusal is null
            ? reading
            : throw CallRefusedException.Field(field, $": {ReferenceRefusalText.Of(reading, PictureLimits.Photo)}");
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
