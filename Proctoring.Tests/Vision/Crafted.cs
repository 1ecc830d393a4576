using System.Buffers.Binary;

namespace Proctoring.Tests.Vision;

/// <summary>Smallest possible picture headers, with any size that one likes to claim.</summary>
internal static class Crafted
{
    public static byte[] Jpeg(ushort width, ushort height)
    {
        byte[] bytes = [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(7), height);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(9), width);
        return bytes;
    }

    public static byte[] Png(uint width, uint height)
    {
        byte[] bytes = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    public static byte[] WebPLossy(ushort width, ushort height)
    {
        var bytes = WebP("VP8 "u8, [0, 0, 0, 0x9D, 0x01, 0x2A, 0, 0, 0, 0]);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(26), width);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(28), height);
        return bytes;
    }

    public static byte[] WebPLossless(int width, int height)
    {
        var bytes = WebP("VP8L"u8, [0x2F, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(21), (uint)((width - 1) | ((height - 1) << 14)));
        return bytes;
    }

    public static byte[] WebPExtended(int width, int height) => WebP(
        "VP8X"u8,
        [0, 0, 0, 0, (byte)(width - 1), (byte)((width - 1) >> 8), (byte)((width - 1) >> 16), (byte)(height - 1), (byte)((height - 1) >> 8), (byte)((height - 1) >> 16)]);

    static byte[] WebP(ReadOnlySpan<byte> kind, byte[] body) => [.. "RIFF"u8, 22, 0, 0, 0, .. "WEBP"u8, .. kind, 10, 0, 0, 0, .. body];
}
