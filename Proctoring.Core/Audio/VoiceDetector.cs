using Microsoft.Extensions.Logging;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Audio;

/// <summary>Finds speech in the sound of sessions; where that is missing or fails, nobody listened, and the log says so once.</summary>
internal sealed partial class VoiceDetector(ModelStore store, ILogger<VoiceDetector> log) : IVoiceDetector, IDisposable
{
    readonly Lock loading = new();
    VoiceModel? model;
    bool tried;
    int failed;

    /// <summary>Loads the model now rather than with the first sound, though it could not be loaded before; false where it can't be.</summary>
    public bool Load()
    {
        lock (loading)
        {
            tried = true;
            model ??= Try(() => new VoiceModel(store));
            return model is not null;
        }
    }

    public Sound? Listen(ReadOnlySpan<byte> pcm, DateTime at, VoiceMemory memory)
    {
        // A sound does not try what failed before: twice a second would be too often.
        if (!Volatile.Read(ref tried))
            Load();
        if (Volatile.Read(ref model) is not { } loaded)
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

    public void Dispose() => model?.Dispose();

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
        // Once: at two pieces a second and session, more would drown the log.
        if (Interlocked.Exchange(ref failed, 1) == 0)
            LogFailure(cause);
    }

    [LoggerMessage(LogLevel.Warning, "The voice model failed; sound counts as not listened to until it works again. Further failures are not logged.")]
    partial void LogFailure(Exception cause);
}
