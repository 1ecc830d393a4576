using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Logs steps of the wall clock, and lets the server's clock adopt it as soon as no running exam could be shortened or
/// lengthened.</summary>
internal sealed partial class ClockWatch(SteadyClock clock, IDbContextFactory<ProctoringDb> databases, ILogger<ClockWatch> log)
    : BackgroundService
{
    /// <summary>From this difference on, it is a step and not a correction of drift.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    TimeSpan logged;

    /// <summary>Checks the clocks once.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        var offset = clock.Offset;
        if (offset.Duration() < Step)
        {
            logged = TimeSpan.Zero;
            return;
        }

        if ((offset - logged).Duration() >= Step)
        {
            logged = offset;
            LogStep(offset);
        }

        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var now = clock.GetUtcNow().UtcDateTime;
        if (
            await database
                .Sessions.AnyAsync(
                    session =>
                        session.Status == SessionStatus.Running
                        // Under way in another system's page, which sends frames.
                        || (session.Status == SessionStatus.Preparing && session.LastWatchedAt != null && session.ExpiresAt > now),
                    cancellation
                )
                .ConfigureAwait(false)
        )
            return;
        clock.Adopt();
        LogAdopted();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await LookAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The database may be unavailable; the next check tries again.
                LogNotLooked(failure);
            }
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The wall clock was changed by {Offset}; running exams keep their time, and the server adopts the new time when none runs"
    )]
    partial void LogStep(TimeSpan offset);

    [LoggerMessage(LogLevel.Information, "No exam runs; the server has adopted the wall clock")]
    partial void LogAdopted();

    [LoggerMessage(LogLevel.Error, "The server could not check whether an exam runs; trying again")]
    partial void LogNotLooked(Exception failure);
}
