using Proctoring.Core.Observations;

namespace Proctoring.Core.Audio;

/// <summary>Detects speech in a session's sound. An interface, because pipeline tests play sounds that no recording contains.</summary>
internal interface IVoiceDetector
{
    /// <summary>Listens to a piece of sound. Never throws because of its content: if the model fails, the fact is null.</summary>
    /// <param name="pcm">Samples of 16 bits, the low byte first, at 16 kHz.</param>
    /// <param name="at">The time at which it ended by the server's clock, UTC.</param>
    /// <param name="memory">The session's memory of earlier pieces. Two calls must not use it at once.</param>
    /// <returns>The sound without the movement of the mouth; null if the model could not listen.</returns>
    Sound? Listen(ReadOnlySpan<byte> pcm, DateTime at, VoiceMemory memory);
}
