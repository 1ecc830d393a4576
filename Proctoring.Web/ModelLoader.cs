using Proctoring.Core.Audio;
using Proctoring.Core.Vision;

namespace Proctoring.Web;

/// <summary>Loads the models at the start, and tries again until it succeeds, so that models copied later need no restart.</summary>
internal sealed partial class ModelLoader(VisionModels models, VoiceDetector voice, TimeProvider time, ILogger<ModelLoader> log)
    : BackgroundService
{
    static readonly TimeSpan First = TimeSpan.FromSeconds(30);

    static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>The wait before each further attempt: it doubles each time, up to a quarter of an hour.</summary>
    public static IEnumerable<TimeSpan> Waits()
    {
        for (var wait = First; ; wait = wait * 2 < Longest ? wait * 2 : Longest)
            yield return wait;
    }

    /// <summary>Tries once.</summary>
    /// <returns>Null if the models are loaded, else the reason as a sentence.</returns>
    public string? Try()
    {
        try
        {
            models.Load();
            // Without the voice model the server still monitors; the log states that sound is not analysed.
            voice.Load();
        }
        // Each cause, also a damaged file, becomes the problem that the health check and the system page show.
        catch (Exception cause)
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
            if (Try() is { } problem)
                LogProblem(problem);
            else
                LogLoaded();
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RetryAsync(stoppingToken);

    [LoggerMessage(
        LogLevel.Warning,
        "The models still cannot be loaded, so proctoring is not available: {Problem} The server keeps trying."
    )]
    partial void LogProblem(string problem);

    [LoggerMessage(LogLevel.Information, "The models are loaded. Proctoring is available.")]
    partial void LogLoaded();
}
