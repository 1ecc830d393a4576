using Microsoft.ML.OnnxRuntime;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Audio;

/// <summary>Silero VAD: says of each 32 ms of sound whether somebody speaks. Thread-safe; a stream belongs to one microphone.</summary>
/// <remarks>Inputs: 64 samples of before and 512 new ones at 16 kHz (−1 to 1), the state of the run before, and the rate. Outputs: 0–1, and the next state.</remarks>
internal sealed class VoiceModel : IDisposable
{
    /// <summary>Samples a second.</summary>
    public const int Rate = 16_000;

    /// <summary>How many samples are read at a time.</summary>
    public const int Step = 512;

    static readonly string[] Inputs = ["input", "state", "sr"];
    static readonly string[] Outputs = ["output", "stateN"];
    static readonly long[] SoundShape = [1, VoiceStream.Context + Step];
    static readonly long[] StateShape = [2, 1, 128];

    readonly InferenceSession session;
    readonly RunOptions options = new();
    readonly ReaderWriterLockSlim life = new();
    readonly long[] rate = [Rate];
    bool disposed;

    /// <summary>Loads the restored model.</summary>
    /// <exception cref="ModelMissingException">It isn't restored, or is damaged.</exception>
    public VoiceModel(ModelStore models)
    {
        const string id = "silero-vad";
        Name = $"{id} {models.Manifest[id].Version}";
        using var settings = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        session = new InferenceSession(models.PathOf(id), settings);
        // The first run allocates and compiles; the first second of an exam must not wait for it.
        Read(new VoiceStream(), new float[Step]);
    }

    /// <summary>Name and version, as it is kept with what it heard.</summary>
    public string Name { get; }

    /// <summary>Reads the next part of a stream.</summary>
    /// <param name="stream">Where the part comes from.</param>
    /// <param name="samples"><see cref="Step"/> samples, −1 to 1.</param>
    /// <returns>That somebody speaks, 0–1.</returns>
    /// <exception cref="ArgumentException">There are more or fewer samples.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float Read(VoiceStream stream, ReadOnlySpan<float> samples)
    {
        if (samples.Length != Step) throw new ArgumentException($"{Name} takes {Step} samples, not {samples.Length}.", nameof(samples));

        // Native memory must outlive the run that reads it.
        life.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            samples.CopyTo(stream.Sound.AsSpan(VoiceStream.Context));
            using var sound = OrtValue.CreateTensorValueFromMemory(stream.Sound, SoundShape);
            using var state = OrtValue.CreateTensorValueFromMemory(stream.State, StateShape);
            using var sampleRate = OrtValue.CreateTensorValueFromMemory(rate, []);
            using var outputs = session.Run(options, Inputs, [sound, state, sampleRate], Outputs);
            outputs[1].GetTensorDataAsSpan<float>().CopyTo(stream.State);
            stream.Sound.AsSpan(Step).CopyTo(stream.Sound);
            return outputs[0].GetTensorDataAsSpan<float>()[0];
        }
        finally
        {
            life.ExitReadLock();
        }
    }

    /// <summary>Frees the network once no run is under way.</summary>
    public void Dispose()
    {
        life.EnterWriteLock();
        try
        {
            if (disposed)
                return;
            disposed = true;
            session.Dispose();
            options.Dispose();
        }
        finally
        {
            life.ExitWriteLock();
        }
    }
}

/// <summary>What the model remembers of one microphone; for one thread at a time.</summary>
internal sealed class VoiceStream
{
    /// <summary>How many samples of before the model wants to hear again.</summary>
    internal const int Context = 64;

    internal float[] Sound { get; } = new float[Context + VoiceModel.Step];

    internal float[] State { get; } = new float[2 * 128];
}
