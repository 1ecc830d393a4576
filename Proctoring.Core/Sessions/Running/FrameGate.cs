using Proctoring.Core.Vision;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Decides within microseconds whether a frame may be queued: small enough, an image by its header, and not too early.</summary>
internal sealed class FrameGate(FrameOptions settings, TimeProvider time)
{
    /// <summary>Frames may arrive at twice the requested rate, and five at once, because networks bunch them.</summary>
    const int Burst = 5;

    readonly RateLimit limit = new(time, TimeSpan.FromMilliseconds(settings.IntervalMs / 2.0), Burst);

    /// <summary>The reason for refusing a frame; null if it may pass.</summary>
    public Refusal? Check(byte[] jpeg)
    {
        if (jpeg.Length > settings.MaximumBytes)
            return Refusal.TooLarge;
        if (!limit.Allow())
            return Refusal.TooOften;
        return PictureHeader.Read(jpeg) switch
        {
            null => Refusal.NotAnImage,
            var header when Math.Max(header.Width, header.Height) > PictureLimits.Frame.MaxSide => Refusal.TooManyPixels,
            _ => null,
        };
    }
}
