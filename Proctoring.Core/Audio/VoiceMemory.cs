using System.Buffers.Binary;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Audio;

/// <summary>
/// A session's memory of earlier sound: the state of the network and the times of speech in the last seconds. It holds no more than a few
/// milliseconds of sound.
/// </summary>
internal sealed class VoiceMemory
{
    /// <summary>The length of the observed time, because speech has pauses.</summary>
    public static readonly TimeSpan Stretch = TimeSpan.FromSeconds(6);

    /// <summary>Parts with at least this probability count as speech; the default of Silero VAD's authors.</summary>
    const float SpeechFrom = 0.5f;

    /// <summary>Sound after a longer gap does not continue the sound before.</summary>
    static readonly TimeSpan Break = TimeSpan.FromSeconds(1.5);

    static readonly TimeSpan StepTime = TimeSpan.FromSeconds((double)VoiceModel.Step / VoiceModel.Rate);

    readonly float[] samples = new float[VoiceModel.Step];
    readonly Queue<(DateTime At, float Probability)> spoken = new();
    VoiceStream stream = new();
    DateTime lastAt;
    int filled;

    /// <summary>Listens to a piece of sound.</summary>
    /// <param name="pcm">Samples of 16 bits, the low byte first, at 16 kHz.</param>
    /// <param name="at">The time at which it ended, UTC.</param>
    /// <param name="model">The model.</param>
    public Sound Take(ReadOnlySpan<byte> pcm, DateTime at, VoiceModel model)
    {
        if (at - lastAt > Break)
            (stream, filled) = (new VoiceStream(), 0);
        lastAt = at;
        var length = TimeOf(pcm.Length / 2);
        for (var index = 0; index < pcm.Length / 2; index++)
        {
            samples[filled++] = BinaryPrimitives.ReadInt16LittleEndian(pcm[(2 * index)..]) / 32768f;
            if (filled < VoiceModel.Step)
                continue;
            filled = 0;
            var probability = model.Read(stream, samples);
            if (probability >= SpeechFrom)
                spoken.Enqueue((at - length + TimeOf(index + 1), probability));
        }

        while (spoken.TryPeek(out var oldest) && at - oldest.At > Stretch)
            spoken.Dequeue();
        if (spoken.Count == 0)
            return new Sound(length, 0, 0, null, model.Name);
        var stretch = at - spoken.Peek().At + StepTime;
        return new Sound(
            stretch,
            (float)Math.Min(1, spoken.Count * (StepTime / stretch)),
            spoken.Average(part => part.Probability),
            null,
            model.Name
        );
    }

    static TimeSpan TimeOf(int count) => TimeSpan.FromSeconds((double)count / VoiceModel.Rate);
}
