using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Audio;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Web;

/// <summary>Restores and loads the models at the start. After a failure it retries, so that a temporary failure of the registry needs no
/// restart.</summary>
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

    /// <summary>The wait before each further attempt: it doubles each time, up to a quarter of an hour.</summary>
    public static IEnumerable<TimeSpan> Waits()
    {
        for (var wait = First; ; wait = wait * 2 < Longest ? wait * 2 : Longest)
            yield return wait;
    }

    /// <summary>Makes one attempt.</summary>
    /// <param name="progress">Receives the restore's steps.</param>
    /// <param name="stopping">Stops the restore.</param>
    /// <returns>Null if the models are loaded, otherwise the reason in a sentence.</returns>
    public async Task<string?> TryAsync(IProgress<ModelProgress>? progress, CancellationToken stopping)
    {
        try
        {
            if (options.Value.RestoreModelsAtStart)
                await store.RestoreAsync(progress, stopping);
            models.Load();
            // Without the voice model the server monitors everything else; the log states that sound is not analysed.
            voice.Load();
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            models.Fail(cause.GetBaseException().Message);
        }

        return models.Problem;
    }

    /// <summary>Retries until the models are loaded.</summary>
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

    [LoggerMessage(LogLevel.Warning, "The models still can't be loaded, so proctoring is not available: {Problem} The server retries.")]
    partial void LogProblem(string problem);

    [LoggerMessage(LogLevel.Information, "The models are loaded now; proctoring is available.")]
    partial void LogLoaded();
}
