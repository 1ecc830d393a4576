using System.Buffers.Binary;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Audio;

/// <summary>What a sitting remembers of the sound before: the network's state, and when somebody spoke in the last seconds. No sound is kept beyond a few milliseconds.</summary>
internal sealed class VoiceMemory
{
    /// <summary>How far back a stretch of sound reaches: speech has pauses.</summary>
    public static readonly TimeSpan Stretch = TimeSpan.FromSeconds(6);

    /// <summary>From this probability on a part counts as speech; what Silero's makers use.</summary>
    const float SpeechFrom = 0.5f;

    /// <summary>Sound that comes later than this does not go on from the one before: it was quiet between.</summary>
    static readonly TimeSpan Break = TimeSpan.FromSeconds(1.5);

    static readonly TimeSpan WindowTime = TimeSpan.FromSeconds((double)SileroModel.Window / SileroModel.Rate);

    readonly float[] state = new float[SileroModel.StateLength];
    readonly float[] samples = new float[SileroModel.Context + SileroModel.Window];
    readonly Queue<(DateTime At, float Probability)> spoken = new();
    DateTime lastAt;
    int filled;

    /// <summary>Takes in a piece of sound that ended now.</summary>
    /// <param name="pcm">Samples of 16 bits, the low byte first, at 16 kHz.</param>
    /// <param name="at">When it ended, UTC.</param>
    /// <param name="run">The network: samples and state in, probability of speech out.</param>
    /// <param name="model">Its name.</param>
    public Sound Take(ReadOnlySpan<byte> pcm, DateTime at, Func<float[], float[], float> run, string model)
    {
        if (at - lastAt > Break)
            Clear();
        lastAt = at;
        var length = TimeSpan.FromSeconds(pcm.Length / 2.0 / SileroModel.Rate);
        for (var index = 0; index + 1 < pcm.Length; index += 2)
        {
            samples[SileroModel.Context + filled++] = BinaryPrimitives.ReadInt16LittleEndian(pcm[index..]) / 32768f;
            if (filled < SileroModel.Window)
                continue;
            var probability = run(samples, state);
            if (probability >= SpeechFrom)
                spoken.Enqueue((at - length + TimeSpan.FromSeconds((index / 2.0 + 1) / SileroModel.Rate), probability));
            samples.AsSpan(SileroModel.Window).CopyTo(samples);
            filled = 0;
        }

        while (spoken.TryPeek(out var oldest) && at - oldest.At > Stretch)
            spoken.Dequeue();
        if (spoken.Count == 0)
            return new Sound(length, 0, 0, null, model);
        var stretch = at - spoken.Peek().At + WindowTime;
        return new Sound(stretch, (float)Math.Min(1, spoken.Count * (WindowTime / stretch)), spoken.Average(part => part.Probability), null, model);
    }

    void Clear()
    {
        Array.Clear(state);
        Array.Clear(samples);
        filled = 0;
    }
}
