using System.Buffers.Binary;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Audio;

/// <summary>What a session remembers of the sound before: the network's state, and when somebody spoke in the last seconds. No sound is remembered here beyond a few milliseconds.</summary>
internal sealed class VoiceMemory
{
    /// <summary>How far back a stretch of sound reaches: speech has pauses.</summary>
    public static readonly TimeSpan Stretch = TimeSpan.FromSeconds(6);

    /// <summary>From this probability on a part counts as speech; what Silero's makers use.</summary>
    const float SpeechFrom = 0.5f;

    /// <summary>Sound that comes later than this does not go on from the one before: it was quiet between.</summary>
    static readonly TimeSpan Break = TimeSpan.FromSeconds(1.5);

    static readonly TimeSpan StepTime = TimeSpan.FromSeconds((double)VoiceModel.Step / VoiceModel.Rate);

    readonly float[] samples = new float[VoiceModel.Step];
    readonly Queue<(DateTime At, float Probability)> spoken = new();
    VoiceStream stream = new();
    DateTime lastAt;
    int filled;

    /// <summary>Takes in a piece of sound that ended now.</summary>
    /// <param name="pcm">Samples of 16 bits, the low byte first, at 16 kHz.</param>
    /// <param name="at">When it ended, UTC.</param>
    /// <param name="model">What hears speech in it.</param>
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
        return new Sound(stretch, (float)Math.Min(1, spoken.Count * (StepTime / stretch)), spoken.Average(part => part.Probability), null, model.Name);
    }

    static TimeSpan TimeOf(int count) => TimeSpan.FromSeconds((double)count / VoiceModel.Rate);
}
