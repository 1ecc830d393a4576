using System.Buffers.Binary;
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

    /// <summary>A JPEG's header alone, which announces a size.</summary>
    public static byte[] Header(ushort width, ushort height)
    {
        var header = ScriptedFrameReader.Frame(Scene.OneFace);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(7), height);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(9), width);
        return header;
    }
}
