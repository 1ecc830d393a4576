using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using OpenCvSharp;
using OpenCvSharp.Dnn;

namespace Proctoring.Core.Vision;

/// <summary>A picture as floats for a network, in pooled memory.</summary>
internal sealed class ModelInput : IDisposable
{
    readonly float[] rented;

    ModelInput(int length) => (rented, Floats) = Rent(length);

    /// <summary>The floats, exactly as many as the picture has.</summary>
    public Memory<float> Floats { get; }

    /// <summary>
    /// Height × width × channel: (x − <paramref name="mean"/>) · <paramref name="scale"/> of a BGR picture; the mean is in RGB order.
    /// </summary>
    public static ModelInput Interleaved(Mat bgr, double scale, Scalar mean)
    {
        var input = new ModelInput(bgr.Width * bgr.Height * 3);
        using var rgb = new Mat();
        using var target = Mat.FromPixelData(bgr.Height, bgr.Width, MatType.CV_32FC3, input.rented);
        Cv2.CvtColor(bgr, rgb, ColorConversionCodes.BGR2RGB);
        // Size and type match, so both calls write in place.
        var even = mean.Val0.Equals(mean.Val1) && mean.Val1.Equals(mean.Val2);
        rgb.ConvertTo(target, MatType.CV_32FC3, scale, even ? -mean.Val0 * scale : 0);
        if (!even)
            Cv2.Subtract(target, new Scalar(mean.Val0 * scale, mean.Val1 * scale, mean.Val2 * scale), target);
        return input;
    }

    /// <summary>
    /// Channel × height × width: (x − <paramref name="mean"/>) · <paramref name="scale"/> of a BGR picture; the mean is in RGB order.
    /// </summary>
    public static ModelInput Planes(Mat bgr, double scale, Scalar mean)
    {
        var input = new ModelInput(bgr.Width * bgr.Height * 3);
        using var blob = CvDnn.BlobFromImage(bgr, scale, default, mean, swapRB: true, crop: false);
        Marshal.Copy(blob.Data, input.rented, 0, input.Floats.Length);
        return input;
    }

    /// <summary>Channel × height × width in the order blue, green, red: each channel less its mean, by its deviation.</summary>
    public static ModelInput PlanesBgr(Mat bgr, Scalar mean, ReadOnlySpan<float> deviation)
    {
        var input = new ModelInput(bgr.Width * bgr.Height * 3);
        using var blob = CvDnn.BlobFromImage(bgr, 1, default, mean, swapRB: false, crop: false);
        Marshal.Copy(blob.Data, input.rented, 0, input.Floats.Length);
        var plane = bgr.Width * bgr.Height;
        for (var channel = 0; channel < 3; channel++)
            Multiply(input.rented.AsSpan(channel * plane, plane), 1 / deviation[channel]);
        return input;
    }

    static void Multiply(Span<float> values, float factor)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (ref var vector in vectors)
            vector *= factor;
        foreach (ref var value in values[(vectors.Length * Vector<float>.Count)..])
            value *= factor;
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(rented);

    static (float[] Rented, Memory<float> Floats) Rent(int length)
    {
        var rented = ArrayPool<float>.Shared.Rent(length);
        return (rented, rented.AsMemory(0, length));
    }
}
