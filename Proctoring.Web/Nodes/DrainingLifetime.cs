using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Sessions.Nodes;

namespace Proctoring.Web.Nodes;

/// <summary>Stops a server of a cluster in three steps: it reports that it is not ready, moves its sessions to the other servers, and
/// stops. The usual stop would close the candidates' connections first, and they could come back to this server.</summary>
internal sealed partial class DrainingLifetime(
    IHostApplicationLifetime lifetime,
    SessionDrain drain,
    ThisServer here,
    IOptions<ProctoringOptions> options,
    TimeProvider time,
    ILogger<DrainingLifetime> log
) : IHostLifetime, IDisposable
{
    readonly List<PosixSignalRegistration> signals = [];
    int asked;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGTERM })
            signals.Add(PosixSignalRegistration.Create(signal, Stop));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => signals.ForEach(signal => signal.Dispose());

    /// <summary>The first signal drains; the second one stops at once.</summary>
    void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Exchange(ref asked, 1) == 0)
            _ = Task.Run(DrainAsync);
        else
            lifetime.StopApplication();
    }

    async Task DrainAsync()
    {
        try
        {
            here.Draining = true;
            LogDraining(options.Value.Cluster.DrainAfter.TotalSeconds);
            await Task.Delay(options.Value.Cluster.DrainAfter, time, lifetime.ApplicationStopping);
            await drain.RunAsync(lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException)
        {
            // A second signal: the stop itself stores the sessions.
        }
        catch (Exception cause)
        {
            // The server must stop all the same.
            LogNotDrained(cause);
        }

        lifetime.StopApplication();
    }

    [LoggerMessage(LogLevel.Information, "This server is not ready any longer; it moves its sessions in {Seconds} s and then stops")]
    partial void LogDraining(double seconds);

    [LoggerMessage(LogLevel.Error, "The sessions could not be moved to other servers; they are stored now")]
    partial void LogNotDrained(Exception cause);
}
