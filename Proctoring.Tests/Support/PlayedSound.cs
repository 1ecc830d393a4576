using System.Buffers.Binary;
using Proctoring.Core.Audio;
using Proctoring.Core.Exams;

namespace Proctoring.Tests.Support;

/// <summary>Audio in the format a page sends: numbered pieces of half a second.</summary>
internal static class PlayedSound
{
    public const int PieceBytes = 16_000;

    /// <summary>A numbered piece that <see cref="ScriptedVoice"/> recognises.</summary>
    public static byte[] Piece(Heard heard, int number)
    {
        var pcm = new byte[PieceBytes];
        Array.Fill(pcm, (byte)number);
        (pcm[0], pcm[1]) = ((byte)heard, 0);
        return pcm;
    }

    /// <summary>Plays seconds of audio to a running session, in whole pieces numbered from the given number.</summary>
    /// <returns>The number of the next piece.</returns>
    public static async Task<int> PlayAsync(this CoreHost host, SessionAccess access, Heard heard, double seconds, int from = 1)
    {
        var number = from;
        for (; number < from + (2 * seconds); number++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(0.5));
            if (host.Live(access).TakeSound("test", Piece(heard, number)) is { } refusal)
                throw new InvalidOperationException($"The sound was refused: {refusal}");
            await host.Voice.NextReadAsync();
        }

        return number;
    }

    /// <summary>The numbers of the pieces in a WAV file, 0 for silence. Fails on a wrong header.</summary>
    public static IReadOnlyList<int> PiecesOf(byte[] wav)
    {
        var words = Enumerable.Range(0, 11).Select(word => BinaryPrimitives.ReadInt32LittleEndian(wav.AsSpan(4 * word))).ToList();
        var expected = new[]
        {
            Word("RIFF"),
            wav.Length - 8,
            Word("WAVE"),
            Word("fmt "),
            16,
            1 | (1 << 16),
            VoiceModel.Rate,
            2 * VoiceModel.Rate,
            2 | (16 << 16),
            Word("data"),
            wav.Length - 44,
        };
        if (!words.SequenceEqual(expected))
            throw new InvalidDataException($"The header is {string.Join(' ', words)}, not {string.Join(' ', expected)}.");
        return [.. wav.AsSpan(44).ToArray().Chunk(PieceBytes).Select(piece => (int)piece[^1])];
    }

    static int Word(string letters) => BinaryPrimitives.ReadInt32LittleEndian(System.Text.Encoding.ASCII.GetBytes(letters));
}
