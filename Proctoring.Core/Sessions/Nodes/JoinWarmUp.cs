using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>Lets a page join a session that does not exist, once, before load balancers send candidates. Otherwise the first candidates
/// wait until the code of a join is compiled, and after the failure of another server these are all of its candidates.</summary>
internal sealed partial class JoinWarmUp(
    IRunningSessions running,
    SessionOpener opener,
    IHostApplicationLifetime lifetime,
    ThisServer here,
    TimeProvider time,
    ILogger<JoinWarmUp> log
) : BackgroundService
{
    /// <summary>A server that is not warm after this time accepts candidates all the same.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await lifetime.StartedAsync(stoppingToken).ConfigureAwait(false);
            await WarmUpAsync(stoppingToken).WaitAsync(Longest, time, stoppingToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotWarm(cause);
        }

        here.Warm = true;
    }

    async Task WarmUpAsync(CancellationToken stopping)
    {
        var unknown = new SessionAccess(Guid.NewGuid(), "none");
        var page = new CandidateConnection(unknown.SessionId.ToString("N"), AskedAt: time.GetUtcNow().UtcDateTime);
        await opener.FindAsync(unknown, stopping).ConfigureAwait(false);
        await running.JoinAsync(unknown.SessionId, page, takeOver: false).ConfigureAwait(false);
        await running.TakeFrameAsync(unknown.SessionId, page, null).ConfigureAwait(false);
        await running.LeaveAsync(unknown.SessionId, page.Id).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Warning, "The join of a page could not be tried at the start; the first candidates may wait longer")]
    partial void LogNotWarm(Exception cause);
}
