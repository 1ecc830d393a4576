using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Decides in microseconds whether a camera frame may be queued: a baseline JPEG within its limits, not sooner than allowed, and
/// not from a sender of too many bad pictures.</summary>
internal sealed class FrameGate(FrameOptions settings, RefusedPictures refused, Guid sessionId, TimeProvider time)
{
    /// <summary>Frames may arrive at twice the requested rate, and five at once, because networks bunch them.</summary>
    const int Burst = 5;

    readonly RateLimit limit = new(time, TimeSpan.FromMilliseconds(settings.IntervalMs / 2.0), Burst);
    readonly PictureLimits limits = PictureLimits.Frame with { MaxBytes = Math.Min(settings.MaximumBytes, PictureLimits.Frame.MaxBytes) };
    readonly PictureSender sender = PictureSender.Session(sessionId);

    /// <summary>Checks a frame.</summary>
    /// <param name="jpeg">The bytes as they were sent.</param>
    /// <param name="content">The frame without metadata, the only form in which it may be queued and stored; empty if it was
    /// refused.</param>
    /// <returns>The reason for the refusal; null if the frame may pass.</returns>
    public Refusal? Check(byte[] jpeg, out byte[] content)
    {
        content = [];
        // Before the bytes are read: refused frames must cost nothing.
        if (!limit.Allow() || refused.TooManyFrom(sender))
            return Refusal.TooOften;
        var inspection = PictureInspector.Inspect(jpeg, limits);
        if (inspection.Refusal is { } reason)
        {
            Refused(reason);
            return RefusalOf(reason);
        }

        content = inspection.Picture!.Content;
        return null;
    }

    /// <summary>Counts a frame that was refused here or by the decoder.</summary>
    public void Refused(PictureRefusal reason) => refused.Record(sender, "a camera frame", reason);

    /// <summary>The answer to a page for a picture that the inspector refused.</summary>
    public static Refusal RefusalOf(PictureRefusal reason) =>
        reason switch
        {
            PictureRefusal.TooManyBytes => Refusal.TooLarge,
            PictureRefusal.TooManyPixels => Refusal.TooManyPixels,
            PictureRefusal.NotBaselineJpeg => Refusal.NotBaselineJpeg,
            _ => Refusal.NotAnImage,
        };
}
