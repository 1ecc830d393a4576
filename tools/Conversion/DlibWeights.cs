using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Proctoring.Tools.Conversion;

/// <summary>Reads the tensors of a network that dlib serialised, one after the other, by the known shapes of the network.</summary>
/// <remarks>dlib writes a tensor as version 2, four whole numbers (samples, channels, rows, columns) and little-endian floats; a whole
/// number as the count of its bytes and the bytes. Between the tensors are the settings of the layers, which are skipped.</remarks>
internal sealed class DlibWeights(byte[] file)
{
    int position;

    /// <summary>Reads the next tensor of this shape and skips everything before it.</summary>
    /// <exception cref="ConversionException">There is no further one.</exception>
    public float[] Next(int samples, int channels = 1)
    {
        Span<byte> header = stackalloc byte[24];
        header = header[..WriteHeader(header, [2, samples, channels, 1, 1])];
        var length = samples * channels * sizeof(float);
        var found = file.AsSpan(position).IndexOf(header);
        if (found < 0 || position + found + header.Length + length > file.Length)
            throw new ConversionException($"The dlib file has no further tensor of {samples} x {channels} after byte {position}.");

        var start = position + found + header.Length;
        position = start + length;
        return MemoryMarshal.Cast<byte, float>(file.AsSpan(start, length)).ToArray();
    }

    static int WriteHeader(Span<byte> header, ReadOnlySpan<int> numbers)
    {
        var at = 0;
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            var digits = bytes.TrimEnd((byte)0);
            header[at++] = (byte)digits.Length;
            digits.CopyTo(header[at..]);
            at += digits.Length;
        }

        return at;
    }
}
