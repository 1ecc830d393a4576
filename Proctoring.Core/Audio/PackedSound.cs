using System.Buffers.Binary;

namespace Proctoring.Core.Audio;

/// <summary>
/// Unpacks sound that a page packed for a slow line (IMA ADPCM, four bits for each sample; <c>packed-sound.js</c>). A piece begins with the
/// state of the prediction: the sample before it, the place in the steps, and a zero.
/// </summary>
internal static class PackedSound
{
    /// <summary>The size of the state in bytes.</summary>
    public const int HeaderBytes = 4;

    /// <summary>The bytes of unpacked sound for each packed byte.</summary>
    public const int Ratio = 4;

    static ReadOnlySpan<short> Steps =>
        [
            7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118, 130, 143,
            157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411,
            1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442,
            11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
        ];

    static ReadOnlySpan<sbyte> Moves => [-1, -1, -1, -1, 2, 4, 6, 8];

    /// <summary>Unpacks a piece.</summary>
    /// <param name="packed">The state, then two samples in each byte, the first in its lower half.</param>
    /// <returns>Samples of 16 bits, the low byte first; null if the state is missing or impossible.</returns>
    public static byte[]? Unpack(ReadOnlySpan<byte> packed)
    {
        if (packed.Length < HeaderBytes || packed[2] >= Steps.Length || packed[3] != 0)
            return null;
        int predicted = BinaryPrimitives.ReadInt16LittleEndian(packed);
        int place = packed[2];
        var codes = packed[HeaderBytes..];
        var pcm = new byte[Ratio * codes.Length];
        for (var index = 0; index < codes.Length; index++)
        {
            var two = pcm.AsSpan(Ratio * index);
            BinaryPrimitives.WriteInt16LittleEndian(two, Next(codes[index] & 15, ref predicted, ref place));
            BinaryPrimitives.WriteInt16LittleEndian(two[2..], Next(codes[index] >> 4, ref predicted, ref place));
        }

        return pcm;
    }

    static short Next(int code, ref int predicted, ref int place)
    {
        int step = Steps[place];
        var change = step >> 3;
        if ((code & 4) != 0)
            change += step;
        if ((code & 2) != 0)
            change += step >> 1;
        if ((code & 1) != 0)
            change += step >> 2;
        predicted = Math.Clamp(predicted + ((code & 8) != 0 ? -change : change), short.MinValue, short.MaxValue);
        place = Math.Clamp(place + Moves[code & 7], 0, Steps.Length - 1);
        return (short)predicted;
    }
}
