using System.Threading.Channels;
using Microsoft.JSInterop;

namespace Proctoring.Web.Embedding;

/// <summary>Delivers messages to the host page in order and once each, and again after our own page was disconnected.</summary>
internal sealed class HostChannel : IAsyncDisposable
{
    /// <summary>More messages wait only if the page has been disconnected for long; then the oldest are dropped.</summary>
    const int MostWaiting = 500;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    readonly Channel<HostMessage> waiting = Channel.CreateBounded<HostMessage>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
    );
    readonly CancellationTokenSource gone = new();
    readonly IJSObjectReference page;
    readonly TimeProvider time;
    readonly Task working;

    /// <param name="page">The script's part: <c>post(number, type, detail)</c>.</param>
    /// <param name="time">The clock.</param>
    public HostChannel(IJSObjectReference page, TimeProvider time)
    {
        (this.page, this.time) = (page, time);
        working = BringAsync();
    }

    public void Say(HostMessage message) => waiting.Writer.TryWrite(message);

    async Task BringAsync()
    {
        var number = 0;
        try
        {
            await foreach (var message in waiting.Reader.ReadAllAsync(gone.Token))
            {
                number++;
                while (!await TryAsync(number, message))
                    await Task.Delay(BetweenTries, time, gone.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page has closed.
        }
    }

    async Task<bool> TryAsync(int number, HostMessage message)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(gone.Token);
        limit.CancelAfter(Patience);
        try
        {
            await page.InvokeVoidAsync("post", limit.Token, number, message.Type, message.Detail);
            return true;
        }
        catch (Exception cause)
            when (cause is JSException or InvalidOperationException
                || (cause is OperationCanceledException && !gone.IsCancellationRequested)
            )
        {
            // Disconnected for a while. The message may have arrived anyway: the page knows its number.
            return false;
        }
        catch (JSDisconnectedException)
        {
            throw new OperationCanceledException();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        await working;
        gone.Dispose();
    }
}
