using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>Turns the bytes of a picture into pixels, or says why not; bad input never throws.</summary>
internal static class PictureDecoder
{
    static PictureDecoder()
    {
        // The product runs one thread per frame and many frames at once: OpenCV's own threads would only fight over the cores.
        Cv2.SetNumThreads(1);
        // What is wrong with a picture is told by the refusal; whoever sends damaged ones must not fill the log.
        Cv2.SetLogLevel(LogLevel.SILENT);
    }

    /// <summary>Checks the bytes against the limits by their header alone, then decodes them.</summary>
    /// <param name="bytes">A JPEG, PNG or WebP file.</param>
    /// <param name="limits">What the picture may measure.</param>
    /// <returns>The pixels (8 bits, BGR, upright by the EXIF orientation), or the reason for the refusal. The caller disposes it.</returns>
    public static DecodedPicture Decode(ReadOnlySpan<byte> bytes, PictureLimits limits)
    {
        if (bytes.Length > limits.MaxBytes) return new DecodedPicture(PictureRefusal.TooManyBytes);
        if (PictureHeader.Read(bytes) is not { } header) return new DecodedPicture(PictureRefusal.NotAnImage);
        if (Math.Max(header.Width, header.Height) > limits.MaxSide) return new DecodedPicture(PictureRefusal.TooManyPixels);
        if (Math.Min(header.Width, header.Height) < limits.MinSide) return new DecodedPicture(PictureRefusal.TooSmall);
        Mat? pixels = null;
        try
        {
            // Color also means: rotated as EXIF says, as every browser shows it.
            pixels = Cv2.ImDecode(bytes, ImreadModes.Color);
            // The decoder reads the header for itself: trust its size only where it agrees.
            var agrees = !pixels.Empty() && Math.Max(pixels.Width, pixels.Height) == Math.Max(header.Width, header.Height);
            if (agrees) return new DecodedPicture(pixels);
        }
        catch (OpenCVException)
        {
            // Treated as what it is: a file that can't be read.
        }

        pixels?.Dispose();
        return new DecodedPicture(PictureRefusal.Unreadable);
    }
}

/// <summary>What became of the bytes of a picture: its pixels, or the reason for refusing them.</summary>
internal sealed class DecodedPicture : IDisposable
{
    public DecodedPicture(Mat pixels) => Pixels = pixels;

    public DecodedPicture(PictureRefusal refusal) => Refusal = refusal;

    /// <summary>The pixels, 8 bits, BGR; null where the picture was refused.</summary>
    public Mat? Pixels { get; }

    /// <summary>The reason for the refusal; null where there are pixels.</summary>
    public PictureRefusal? Refusal { get; }

    public void Dispose() => Pixels?.Dispose();
}
