using Microsoft.ML.OnnxRuntime;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Audio;

/// <summary>Silero's voice network: how likely somebody speaks in 32 ms of sound, given what came before. Thread-safe; a memory belongs to one sitting.</summary>
internal sealed class SileroModel : IDisposable
{
    /// <summary>The name in the list of models.</summary>
    public const string Id = "silero-vad";

    /// <summary>Samples in a second.</summary>
    public const int Rate = 16_000;

    /// <summary>New samples in each run.</summary>
    public const int Window = 512;

    /// <summary>Samples from before that each run sees again.</summary>
    public const int Context = 64;

    /// <summary>Values that a run hands to the next.</summary>
    public const int StateLength = 2 * 128;

    static readonly string[] Inputs = ["input", "state", "sr"];
    static readonly string[] Outputs = ["output", "stateN"];
    static readonly long[] InputShape = [1, Context + Window];
    static readonly long[] StateShape = [2, 1, 128];

    readonly InferenceSession session;
    readonly RunOptions options = new();

    SileroModel(string path, string version)
    {
        Name = $"{Id} {version}";
        using var settings = OnnxModel.Settings();
        session = new InferenceSession(path, settings);
        // Once on silence, so that the first piece of sound is not the slow one.
        Run(new float[Context + Window], new float[StateLength]);
    }

    /// <summary>Name and version as evidence cites them.</summary>
    public string Name { get; }

    /// <summary>Loads the model.</summary>
    /// <exception cref="ModelMissingException">It is not restored, or damaged.</exception>
    public static SileroModel Load(ModelStore store) => new(store.PathOf(Id), store.Manifest[Id].Version);

    /// <summary>Runs the network once.</summary>
    /// <param name="samples"><see cref="Context"/> samples from before and <see cref="Window"/> new ones, each -1–1.</param>
    /// <param name="state">The state after the run before, zeros at first; overwritten with the state after this one.</param>
    /// <returns>That somebody speaks in the new samples, 0–1.</returns>
    public float Run(float[] samples, float[] state)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, samples.AsMemory(), InputShape);
        using var before = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, state.AsMemory(), StateShape);
        using var rate = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, new long[] { Rate }.AsMemory(), []);
        using var result = session.Run(options, Inputs, [input, before, rate], Outputs);
        result[1].GetTensorDataAsSpan<float>().CopyTo(state);
        return result[0].GetTensorDataAsSpan<float>()[0];
    }

    public void Dispose()
    {
        session.Dispose();
        options.Dispose();
    }
}
