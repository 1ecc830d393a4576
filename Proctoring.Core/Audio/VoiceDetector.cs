using Microsoft.Extensions.Logging;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Audio;

/// <summary>Finds speech in the sound of sittings; where that is missing or fails, nobody listened, and the log says so once.</summary>
internal sealed partial class VoiceDetector : IVoiceDetector, IDisposable
{
    readonly ILogger<VoiceDetector> log;
    readonly Lazy<VoiceModel?> model;
    int failed;

    public VoiceDetector(ModelStore store, ILogger<VoiceDetector> log)
    {
        this.log = log;
        model = new Lazy<VoiceModel?>(() => Try(() => new VoiceModel(store)));
    }

    /// <summary>Loads the model now rather than with the first sound; false where it can't be.</summary>
    public bool Load() => model.Value is not null;

    public Sound? Listen(ReadOnlySpan<byte> pcm, DateTime at, VoiceMemory memory)
    {
        if (model.Value is not { } loaded)
            return null;
        try
        {
            return memory.Take(pcm, at, loaded);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            Tell(cause);
            return null;
        }
    }

    public void Dispose()
    {
        if (model.IsValueCreated)
            model.Value?.Dispose();
    }

    VoiceModel? Try(Func<VoiceModel> load)
    {
        try
        {
            return load();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            Tell(cause);
            return null;
        }
    }

    void Tell(Exception cause)
    {
        // Once: at two pieces a second and sitting, more would drown the log.
        if (Interlocked.Exchange(ref failed, 1) == 0)
            LogFailure(cause);
    }

    [LoggerMessage(LogLevel.Warning, "The voice model failed; sound counts as not listened to until it works again. Further failures are not logged.")]
    partial void LogFailure(Exception cause);
}
