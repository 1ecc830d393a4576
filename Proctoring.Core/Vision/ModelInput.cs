using System.Buffers;
using OpenCvSharp;
using OpenCvSharp.Dnn;

namespace Proctoring.Core.Vision;

/// <summary>A picture as a network takes it: RGB floats, in memory that is used again for the next frame.</summary>
internal sealed class ModelInput : IDisposable
{
    readonly float[] rented;

    ModelInput(int length) => (rented, Floats) = Rent(length);

    /// <summary>The floats, neither more nor fewer than the picture has.</summary>
    public Memory<float> Floats { get; }

    /// <summary>Height × width × channel: (x − <paramref name="mean"/>) · <paramref name="scale"/> of a BGR picture; the mean is in RGB order.</summary>
    public static ModelInput Interleaved(Mat bgr, double scale, Scalar mean)
    {
        var input = new ModelInput(bgr.Width * bgr.Height * 3);
        using var rgb = new Mat();
        using var target = Mat.FromPixelData(bgr.Height, bgr.Width, MatType.CV_32FC3, input.rented);
        Cv2.CvtColor(bgr, rgb, ColorConversionCodes.BGR2RGB);
        // Size and type fit, so both write in place.
        var even = mean.Val0.Equals(mean.Val1) && mean.Val1.Equals(mean.Val2);
        rgb.ConvertTo(target, MatType.CV_32FC3, scale, even ? -mean.Val0 * scale : 0);
        if (!even) Cv2.Subtract(target, new Scalar(mean.Val0 * scale, mean.Val1 * scale, mean.Val2 * scale), target);
        return input;
    }

    /// <summary>Channel × height × width: (x − <paramref name="mean"/>) · <paramref name="scale"/> of a BGR picture; the mean is in RGB order.</summary>
    public static ModelInput Planes(Mat bgr, double scale, Scalar mean)
    {
        var input = new ModelInput(bgr.Width * bgr.Height * 3);
        using var blob = CvDnn.BlobFromImage(bgr, scale, default, mean, swapRB: true, crop: false);
        System.Runtime.InteropServices.Marshal.Copy(blob.Data, input.rented, 0, input.Floats.Length);
        return input;
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(rented);

    static (float[] Rented, Memory<float> Floats) Rent(int length)
    {
        var rented = ArrayPool<float>.Shared.Rent(length);
        return (rented, rented.AsMemory(0, length));
    }
}
