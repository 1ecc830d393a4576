using Proctoring.Core.Audio;
using Proctoring.Core.Observations;

namespace Proctoring.Tests.Support;

/// <summary>The content of a played piece of audio.</summary>
internal enum Heard : byte
{
    /// <summary>The audio could not be analysed.</summary>
    Nothing,

    /// <summary>Analysed, and no sound at all. Marks that everything before it was analysed.</summary>
    Silence,

    /// <summary>A sound without speech.</summary>
    Noise,

    /// <summary>Six seconds with four seconds of speech.</summary>
    Speech,
}

/// <summary>Replaces the voice model: reads pieces that contain only the number of their content.</summary>
internal sealed class ScriptedVoice : IVoiceDetector
{
    readonly SemaphoreSlim read = new(0);

    public static byte[] Piece(Heard heard) => [(byte)heard, 0];

    /// <summary>Waits until the next piece is analysed.</summary>
    public async Task NextReadAsync()
    {
        if (!await read.WaitAsync(TimeSpan.FromSeconds(30)))
            throw new TimeoutException("No sound was analysed: the session does not take the sound of this connection.");
    }

    public Sound? Listen(ReadOnlySpan<byte> pcm, DateTime at, VoiceMemory memory)
    {
        var heard = (Heard)pcm[0];
        read.Release();
        return heard switch
        {
            Heard.Speech => new Sound(TimeSpan.FromSeconds(6), 4 / 6f, 0.9f, null, "scripted 1"),
            Heard.Silence => new Sound(TimeSpan.Zero, 0, 0, null, "scripted 1"),
            Heard.Noise => new Sound(TimeSpan.FromSeconds(0.5), 0, 0, null, "scripted 1"),
            _ => null,
        };
    }
}
