using Microsoft.Extensions.Hosting;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>Waits for the start of the server: Orleans accepts no calls before.</summary>
internal static class HostStart
{
    public static async Task StartedAsync(this IHostApplicationLifetime lifetime, CancellationToken stopping)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await using (registration.ConfigureAwait(false))
            await started.Task.WaitAsync(stopping).ConfigureAwait(false);
    }
}
