using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Vision;

namespace Proctoring.Core.Integration;

/// <summary>Reads the one face of a photograph, in turn with the frames of running sessions, and says in words what is wrong with one that is not taken.</summary>
internal sealed class FacePictures(VisionModels vision, InferenceSlots places)
{
    /// <summary>Reads the face.</summary>
    /// <param name="picture">A JPEG, PNG or WebP file.</param>
    /// <param name="field">What the caller calls it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="CallRefusedException">The picture is not taken, or there are no models.</exception>
    public async Task<ReferenceReading> ReadAsync(byte[] picture, string field, CancellationToken cancellation)
    {
        var reader = vision.ReferenceReader ?? throw NotWatching();
        ReferenceReading reading;
        using (await places.TakeAsync().ConfigureAwait(false))
            reading = await Task.Run(() => reader.Read(picture), cancellation).ConfigureAwait(false);
        return reading.Refusal is { } refusal ? throw CallRefusedException.Invalid($"{field}: {DisplayText(refusal)}") : reading;
    }

    /// <summary>How much a face looks like a living one; null where it can't be told.</summary>
    public async Task<float?> LivenessAsync(byte[] picture, DateTime at, CancellationToken cancellation)
    {
        if (vision.FrameReader is not { } reader || PictureScaler.ToFrame(picture) is not { } frame)
            return null;
        using (await places.TakeAsync().ConfigureAwait(false))
            return await Task.Run(() => reader.Read(frame, at, 1, new VisionMemory(new FaceMemory())).Observation?.Head?.Liveness?.Score, cancellation).ConfigureAwait(false);
    }

    /// <summary>The refusal while there are no models: never an answer that looks like a clean one.</summary>
    public static CallRefusedException NotWatching() => CallRefusedException.Unavailable("The models that read pictures are not loaded; GET /api/health/ says more");

    static string DisplayText(ReferenceRefusal refusal) => refusal switch
    {
        ReferenceRefusal.NoFace => "no face was found in the picture",
        ReferenceRefusal.SeveralFaces => "there are several faces in the picture; exactly one is needed",
        ReferenceRefusal.TooSmall => "the face is too small; come nearer",
        ReferenceRefusal.AtTheEdge => "a part of the face lies outside of the picture",
        ReferenceRefusal.TurnedAway => "the face is turned away or half hidden; look into the camera",
        ReferenceRefusal.TooBlurred => "the face is too blurred",
        ReferenceRefusal.TooDark => "the face is too dark",
        ReferenceRefusal.Blocked => "no face was found: the picture is even or dark, as from a covered lens",
        ReferenceRefusal.TooLarge => "the picture is too large: at most 8 MB and 4096 pixels a side",
        _ => "this is not an image that can be read; JPEG, PNG and WebP are",
    };
}
