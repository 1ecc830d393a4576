using Proctoring.Core.Audio;
using Proctoring.Core.Observations;

namespace Proctoring.Tests.Support;

/// <summary>What a played piece of sound holds.</summary>
internal enum Heard : byte
{
    /// <summary>Nobody could listen.</summary>
    Nothing,

    /// <summary>Something, but no speech.</summary>
    Noise,

    /// <summary>Six seconds, of which somebody spoke for four.</summary>
    Speech,
}

/// <summary>Stands in for the voice model: reads pieces of sound that are only the number of what they hold.</summary>
internal sealed class ScriptedVoice : IVoiceDetector
{
    readonly SemaphoreSlim read = new(0);

    public static byte[] Piece(Heard heard) => [(byte)heard, 0];

    /// <summary>Waits until one more piece has been listened to.</summary>
    public Task NextReadAsync() => read.WaitAsync(TimeSpan.FromSeconds(30));

    public Sound? Listen(ReadOnlySpan<byte> pcm, DateTime at, VoiceMemory memory)
    {
        var heard = (Heard)pcm[0];
        read.Release();
        return heard switch
        {
            Heard.Speech => new Sound(TimeSpan.FromSeconds(6), 4 / 6f, 0.9f, null, "scripted 1"),
            Heard.Noise => new Sound(TimeSpan.FromSeconds(0.5), 0, 0, null, "scripted 1"),
            _ => null,
        };
    }
}
