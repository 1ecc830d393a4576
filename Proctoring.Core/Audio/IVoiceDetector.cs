using Proctoring.Core.Observations;

namespace Proctoring.Core.Audio;

/// <summary>Listens to a session's sound; an interface because tests of the pipeline play sounds that no recording holds.</summary>
internal interface IVoiceDetector
{
    /// <summary>Listens to a piece of sound. Never throws for what is in it: a model that fails leaves the fact null.</summary>
    /// <param name="pcm">Samples of 16 bits, the low byte first, at 16 kHz.</param>
    /// <param name="at">When it ended, UTC, by the server's clock.</param>
    /// <param name="memory">What the session remembers of earlier pieces; not to be used by two calls at once.</param>
    /// <returns>What was heard, but for the mouth, which is not heard; null where nobody could listen.</returns>
    Sound? Listen(ReadOnlySpan<byte> pcm, DateTime at, VoiceMemory memory);
}
