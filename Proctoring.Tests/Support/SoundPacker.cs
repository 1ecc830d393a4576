using System.Buffers.Binary;

namespace Proctoring.Tests.Support;

/// <summary>Packs sound as a page does (packed-sound.js). One packer packs the pieces of one microphone in turn.</summary>
internal sealed class SoundPacker
{
    static readonly int[] Moves = [-1, -1, -1, -1, 2, 4, 6, 8];

    /// <summary>The steps of IMA ADPCM.</summary>
    static readonly int[] Steps =
    [
        7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118, 130, 143,
        157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552,
        1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487,
        12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
    ];

    int predicted;
    int place;

    /// <summary>Packs an even number of 16-bit little-endian samples.</summary>
    public byte[] Pack(ReadOnlySpan<byte> pcm)
    {
        var packed = new byte[4 + pcm.Length / 4];
        BinaryPrimitives.WriteInt16LittleEndian(packed, (short)predicted);
        packed[2] = (byte)place;
        for (var index = 0; index < pcm.Length / 4; index++)
        {
            var first = Code(BinaryPrimitives.ReadInt16LittleEndian(pcm[(4 * index)..]));
            packed[4 + index] = (byte)(first | (Code(BinaryPrimitives.ReadInt16LittleEndian(pcm[(4 * index + 2)..])) << 4));
        }

        return packed;
    }

    int Code(int sample)
    {
        var (step, difference, bits) = (Steps[place], Math.Abs(sample - predicted), 0);
        var negative = sample < predicted;
        var change = step >> 3;
        for (var bit = 4; bit > 0; bit >>= 1, step >>= 1)
        {
            if (difference < step)
                continue;
            bits |= bit;
            difference -= step;
            change += step;
        }

        predicted = Math.Clamp(predicted + (negative ? -change : change), short.MinValue, short.MaxValue);
        place = Math.Clamp(place + Moves[bits], 0, Steps.Length - 1);
        return negative ? bits | 8 : bits;
    }
}
