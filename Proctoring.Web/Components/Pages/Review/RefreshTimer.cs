namespace Proctoring.Web.Components.Pages.Review;

/// <summary>Calls a page back about once a second, one call at a time, until it is disposed. It continues after a call that
/// fails.</summary>
internal sealed class RefreshTimer : IDisposable
{
    readonly CancellationTokenSource gone = new();
    bool ended;

    public RefreshTimer(TimeProvider time, TimeSpan every, Func<CancellationToken, Task> beat) =>
        Running = RunAsync(new PeriodicTimer(every, time), beat, gone.Token);

    /// <summary>Done once no further call comes.</summary>
    public Task Running { get; }

    static async Task RunAsync(PeriodicTimer timer, Func<CancellationToken, Task> beat, CancellationToken gone)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(gone))
                    await beat(gone);
            }
            catch (OperationCanceledException)
            {
                // The page has gone.
            }
        }
    }

    /// <summary>Ends the beat; once more does nothing, for a page ends it when the session does, and again when it is left.</summary>
    public void Dispose()
    {
        if (ended)
            return;
        ended = true;
        gone.Cancel();
        gone.Dispose();
    }
}
