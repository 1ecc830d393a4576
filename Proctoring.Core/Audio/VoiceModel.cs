using Microsoft.ML.OnnxRuntime;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Audio;

/// <summary>Silero VAD: scores speech in each 32 ms of sound. Thread-safe; a stream belongs to one microphone.</summary>
/// <remarks>
/// Inputs: 64 earlier samples and 512 new ones at 16 kHz (−1 to 1), the state of the last run, and the rate. Outputs: a score of 0–1 and
/// the next state.
/// </remarks>
internal sealed class VoiceModel : IDisposable
{
    const string Id = "silero-vad";

    /// <summary>Samples a second.</summary>
    public const int Rate = 16_000;

    /// <summary>The number of samples in a run.</summary>
    public const int Step = 512;

    static readonly string[] Inputs = ["input", "state", "sr"];
    static readonly string[] Outputs = ["output", "stateN"];
    static readonly long[] SoundShape = [1, VoiceStream.Context + Step];
    static readonly long[] StateShape = [2, 1, 128];

    readonly OnnxSession session;
    readonly long[] rate = [Rate];

    /// <summary>Loads the restored model.</summary>
    /// <exception cref="ModelMissingException">It is not restored, or is damaged.</exception>
    public VoiceModel(ModelStore models)
    {
        Name = $"{Id} {models.Manifest[Id].Version}";
        session = new OnnxSession(models.PathOf(Id));
        // The first run allocates and compiles; the first second of an exam must not wait for it.
        Read(new VoiceStream(), new float[Step]);
    }

    /// <summary>Name and version, stored with the results.</summary>
    public string Name { get; }

    /// <summary>Reads the next part of a stream.</summary>
    /// <param name="stream">The stream that the part belongs to.</param>
    /// <param name="samples"><see cref="Step"/> samples, −1 to 1.</param>
    /// <returns>The probability of speech, 0–1.</returns>
    /// <exception cref="ArgumentException">The number of samples is wrong.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float Read(VoiceStream stream, ReadOnlySpan<float> samples)
    {
        if (samples.Length != Step)
            throw new ArgumentException($"{Name} needs {Step} samples, not {samples.Length}.", nameof(samples));
        samples.CopyTo(stream.Sound.AsSpan(VoiceStream.Context));
        using var sound = OrtValue.CreateTensorValueFromMemory(stream.Sound, SoundShape);
        using var state = OrtValue.CreateTensorValueFromMemory(stream.State, StateShape);
        using var sampleRate = OrtValue.CreateTensorValueFromMemory(rate, []);
        using var outputs = session.Run(Id, Inputs, [sound, state, sampleRate], Outputs);
        outputs[1].GetTensorDataAsSpan<float>().CopyTo(stream.State);
        stream.Sound.AsSpan(Step).CopyTo(stream.Sound);
        return outputs[0].GetTensorDataAsSpan<float>()[0];
    }

    /// <summary>Frees the network after the last run has ended.</summary>
    public void Dispose() => session.Dispose();
}

/// <summary>The state of the model for one microphone. Not thread-safe.</summary>
internal sealed class VoiceStream
{
    /// <summary>The number of earlier samples that the model needs again.</summary>
    internal const int Context = 64;

    internal float[] Sound { get; } = new float[Context + VoiceModel.Step];

    internal float[] State { get; } = new float[2 * 128];
}
