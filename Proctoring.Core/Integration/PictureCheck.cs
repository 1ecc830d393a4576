using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Vision;

namespace Proctoring.Core.Integration;

/// <summary>Makes sure that bytes are a picture before they are kept as one.</summary>
internal sealed class PictureCheck(InferenceSlots places)
{
    /// <summary>The largest picture that is kept as evidence, in bytes.</summary>
    public const int LargestEvidence = 2 * 1024 * 1024;

    static readonly PictureLimits Limits = new(LargestEvidence, MinSide: 8);

    /// <summary>The picture.</summary>
    /// <exception cref="CallRefusedException">It is none.</exception>
    public async Task<EvidencePicture> CheckAsync(byte[] picture, string field, CancellationToken cancellation)
    {
        PictureRefusal? refusal;
        using (await places.TakeAsync().ConfigureAwait(false))
        {
            refusal = await Task.Run(
                () =>
                {
                    using var decoded = PictureDecoder.Decode(picture, Limits);
                    return decoded.Refusal;
                },
                cancellation).ConfigureAwait(false);
        }

        return refusal switch
        {
            null => new EvidencePicture(picture, TypeOf(PictureHeader.Read(picture)!.Format)),
            PictureRefusal.TooManyBytes or PictureRefusal.TooManyPixels => throw CallRefusedException.Invalid($"{field} is too large: at most 2 MB and 4096 pixels a side"),
            _ => throw CallRefusedException.Invalid($"{field} is not an image that can be read; JPEG, PNG and WebP are"),
        };
    }

    static string TypeOf(PictureFormat format) => format switch
    {
        PictureFormat.Png => "image/png",
        PictureFormat.WebP => "image/webp",
        _ => "image/jpeg",
    };
}
