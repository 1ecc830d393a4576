using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Integration;

/// <summary>Decodes a picture that another system sends as evidence, and returns the form in which it may be stored.</summary>
internal sealed class PictureCheck(InferenceSlots places, RefusedPictures refused)
{
    /// <summary>The quality of a re-encoded picture; losses are not visible from about 90 on.</summary>
    const int JpegQuality = 90;

    /// <summary>Checks a picture.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="picture">The bytes as they were sent.</param>
    /// <param name="field">The caller's name for the picture.</param>
    /// <param name="cancellation">Stops waiting for an inference slot.</param>
    /// <returns>The picture without metadata.</returns>
    /// <exception cref="CallRefusedException">The picture was refused, or the caller sent too many bad ones.</exception>
    public async Task<EvidencePicture> CheckAsync(ApiCaller caller, byte[] picture, string field, CancellationToken cancellation)
    {
        refused.Admit(caller);
        EvidencePicture? evidence;
        PictureRefusal? refusal;
        using (var place = await places.TakeForUploadAsync(cancellation).ConfigureAwait(false))
            (evidence, refusal) = await Task.Run(() => Read(place, picture), cancellation).ConfigureAwait(false);
        return evidence ?? throw refused.Refuse(caller, field, refusal!.Value, PictureLimits.Evidence);
    }

    static (EvidencePicture? Evidence, PictureRefusal? Refusal) Read(InferenceSlot place, byte[] file)
    {
        var limits = PictureLimits.Evidence;
        var inspection = PictureInspector.Inspect(file, limits);
        if (inspection.Picture is not { } picture)
            return (null, inspection.Refusal);
        using var decoded = PictureDecoder.Decode(place, picture, limits);
        if (decoded.Pixels is not { } pixels)
            return (null, decoded.Refusal);
        // Without metadata, the picture's orientation is lost; and reports decode every stored picture as a whole.
        var asSent = picture.Orientation == 1 && (long)picture.Width * picture.Height <= limits.DecodedPixels;
        return asSent
            ? (new EvidencePicture(picture.Content, picture.ContentType), null)
            : (new EvidencePicture(PictureDecoder.Encode(pixels, JpegQuality), "image/jpeg"), null);
    }
}
