using Proctoring.Core.Vision;

namespace Proctoring.Core.Sessions;

/// <summary>Decides in microseconds whether a frame may be queued: small enough, a picture by its header, and not sooner than asked.</summary>
internal sealed class FrameGate(FrameOptions settings)
{
    /// <summary>Frames may come at twice the asked rate and five at once: networks bunch what left evenly.</summary>
    const int Burst = 5;

    readonly TimeSpan interval = TimeSpan.FromMilliseconds(settings.IntervalMs / 2.0);
    readonly Lock gate = new();
    DateTime due;

    /// <summary>Null where the frame may pass.</summary>
    public Refusal? Check(byte[] jpeg, DateTime at)
    {
        if (jpeg.Length > settings.MaximumBytes)
            return Refusal.TooLarge;
        if (!TakesTurn(at))
            return Refusal.TooOften;
        return PictureHeader.Read(jpeg) switch
        {
            null => Refusal.NotAnImage,
            var header when Math.Max(header.Width, header.Height) > PictureLimits.Frame.MaxSide => Refusal.TooManyPixels,
            _ => null,
        };
    }

    // The generic cell rate algorithm (ITU-T I.371): one number instead of a list of times.
    bool TakesTurn(DateTime at)
    {
        lock (gate)
        {
            var next = due > at ? due : at;
            if (next - at > interval * (Burst - 1))
                return false;
            due = next + interval;
            return true;
        }
    }
}
