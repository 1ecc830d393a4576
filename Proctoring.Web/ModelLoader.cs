using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Audio;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Web;

/// <summary>Gets the models in place and loaded at the start, and where that failed again and again, so that a registry that was away for
/// an hour needs no restart.</summary>
internal sealed partial class ModelLoader(
    VisionModels models,
    ModelStore store,
    VoiceDetector voice,
    IOptions<ProctoringOptions> options,
    TimeProvider time,
    ILogger<ModelLoader> log
) : BackgroundService
{
    static readonly TimeSpan First = TimeSpan.FromSeconds(30);

    static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>How long to wait before each further try: twice as long each time, up to a quarter of an hour.</summary>
    public static IEnumerable<TimeSpan> Waits()
    {
        for (var wait = First; ; wait = wait * 2 < Longest ? wait * 2 : Longest)
            yield return wait;
    }

    /// <summary>Tries once.</summary>
    /// <param name="progress">Hears of the restore's steps.</param>
    /// <param name="stopping">Stops the restore.</param>
    /// <returns>Null where the models are loaded, else why not, in a sentence.</returns>
    public async Task<string?> TryAsync(IProgress<ModelProgress>? progress, CancellationToken stopping)
    {
        try
        {
            if (options.Value.RestoreModelsAtStart)
                await store.RestoreAsync(progress, stopping);
            models.Load();
            // Without the voice model the product watches all the same; it says in the log that it does not listen.
            voice.Load();
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            models.Fail(cause.GetBaseException().Message);
        }

        return models.Problem;
    }

    /// <summary>Tries until the models are loaded.</summary>
    public async Task RetryAsync(CancellationToken stopping)
    {
        foreach (var wait in Waits())
        {
            if (models.Problem is null)
                return;
            await Task.Delay(wait, time, stopping);
            if (await TryAsync(progress: null, stopping) is { } problem)
                LogProblem(problem);
            else
                LogLoaded();
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RetryAsync(stoppingToken);

    [LoggerMessage(LogLevel.Warning, "The models still can't be loaded, and proctoring is not available: {Problem} It is tried again.")]
    partial void LogProblem(string problem);

    [LoggerMessage(LogLevel.Information, "The models are loaded now; proctoring is available.")]
    partial void LogLoaded();
}
