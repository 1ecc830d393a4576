using OpenCvSharp;

namespace Proctoring.Tests.Support;

/// <summary>Pictures that tests make themselves.</summary>
internal static class Encoded
{
    /// <summary>An even grey JPEG.</summary>
    public static byte[] Grey(int width, int height)
    {
        using var picture = new Mat(height, width, MatType.CV_8UC3, new Scalar(128, 128, 128));
        return picture.ToBytes(".jpg");
    }

    /// <summary>The header of a JPEG without its data: it announces a size.</summary>
    public static byte[] Header(ushort width, ushort height) => [0xFF, 0xD8, .. CraftedPicture.Frame(0xC0, width, height)];
}
