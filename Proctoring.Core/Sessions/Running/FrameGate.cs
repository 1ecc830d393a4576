using Proctoring.Core.Vision;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Decides in microseconds whether a frame may be queued: small enough, a picture by its header, and not sooner than asked.</summary>
internal sealed class FrameGate(FrameOptions settings)
{
    /// <summary>Frames may come at twice the asked rate and five at once: networks bunch what left evenly.</summary>
    const int Burst = 5;

    readonly RateLimit turns = new(TimeSpan.FromMilliseconds(settings.IntervalMs / 2.0), Burst);

    /// <summary>Null where the frame may pass.</summary>
    public Refusal? Check(byte[] jpeg, DateTime at)
    {
        if (jpeg.Length > settings.MaximumBytes)
            return Refusal.TooLarge;
        if (!turns.Pass(at))
            return Refusal.TooOften;
        return PictureHeader.Read(jpeg) switch
        {
            null => Refusal.NotAnImage,
            var header when Math.Max(header.Width, header.Height) > PictureLimits.Frame.MaxSide => Refusal.TooManyPixels,
            _ => null,
        };
    }
}
