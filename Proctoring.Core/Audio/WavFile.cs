using System.Buffers.Binary;

namespace Proctoring.Core.Audio;

/// <summary>Writes sound as a WAV file, which every browser plays: a RIFF header and uncompressed samples.</summary>
internal static class WavFile
{
    /// <summary>The size of the header in bytes.</summary>
    public const int HeaderBytes = 44;

    /// <summary>Writes a file of one channel at <see cref="VoiceModel.Rate"/>.</summary>
    /// <param name="pcm">Samples of 16 bits, the low byte first.</param>
    public static byte[] Write(ReadOnlySpan<byte> pcm)
    {
        const int sampleBytes = sizeof(short);
        var file = new byte[HeaderBytes + pcm.Length];
        var header = file.AsSpan(0, HeaderBytes);
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], file.Length - 8);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        // Not compressed, one channel.
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], VoiceModel.Rate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], VoiceModel.Rate * sampleBytes);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], sampleBytes);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 8 * sampleBytes);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], pcm.Length);
        pcm.CopyTo(file.AsSpan(HeaderBytes));
        return file;
    }
}
