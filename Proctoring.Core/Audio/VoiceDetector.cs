using Microsoft.Extensions.Logging;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Audio;

/// <summary>
/// Detects speech in the sound of sessions. If the model is missing or fails, sound is recorded as not listened to, and the log says so.
/// </summary>
internal sealed partial class VoiceDetector(ModelStore store, TimeProvider time, ILogger<VoiceDetector> log) : IVoiceDetector, IDisposable
{
    const string Loading = "loading";
    const string Listening = "listening";

    readonly Lock loading = new();
    readonly FailureLog failures = new(time);
    VoiceModel? model;
    bool tried;

    /// <summary>Loads the model before the first sound, also after a failed attempt; false if it cannot be loaded.</summary>
    public bool Load()
    {
        lock (loading)
        {
            tried = true;
            model ??= Try();
            return model is not null;
        }
    }

    public Sound? Listen(ReadOnlySpan<byte> pcm, DateTime at, VoiceMemory memory)
    {
        // Only the first sound loads the model: an attempt for each piece would be too often.
        if (!Volatile.Read(ref tried))
            Load();
        if (Volatile.Read(ref model) is not { } loaded)
            return null;
        try
        {
            var sound = memory.Take(pcm, at, loaded);
            Succeeded(Listening);
            return sound;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            Failed(Listening, cause);
            return null;
        }
    }

    public void Dispose() => model?.Dispose();

    VoiceModel? Try()
    {
        try
        {
            var loaded = new VoiceModel(store);
            Succeeded(Loading);
            return loaded;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            Failed(Loading, cause);
            return null;
        }
    }

    void Failed(string step, Exception cause)
    {
        if (failures.Failed(step) is > 0 and var count)
            LogFailure(cause, step, count);
    }

    void Succeeded(string step)
    {
        if (failures.Succeeded(step) is > 0 and var count)
            LogRecovery(step, count);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The voice model failed at {Step} {Count} time(s) since the last such line. Until it works again, sound is recorded as "
            + "not listened to."
    )]
    partial void LogFailure(Exception cause, string step, int count);

    [LoggerMessage(LogLevel.Information, "The voice model works again at {Step} after {Count} failure(s).")]
    partial void LogRecovery(string step, int count);
}
