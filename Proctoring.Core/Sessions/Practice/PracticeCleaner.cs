using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Sessions.Practice;

/// <summary>Removes old practice sessions every hour.</summary>
internal sealed partial class PracticeCleaner(PracticeRemover remover, TimeProvider time, ILogger<PracticeCleaner> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await remover.RemoveOldAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The database may be away; the next hour tries again.
                LogNotCleaned(cause);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Old practice sessions could not be removed; trying again in an hour")]
    partial void LogNotCleaned(Exception cause);
}
