using Microsoft.JSInterop;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review;

/// <summary>Passes a page's own keys on to its <c>Key</c> method, until the page is left; see js/page-keys.js.</summary>
internal sealed class PageKeys(IJSRuntime browser) : IAsyncDisposable
{
    readonly List<IAsyncDisposable> open = [];
    IJSObjectReference? listener;
    bool left;

    /// <summary>The script, for what else a page asks of it.</summary>
    public IJSObjectReference? Script { get; private set; }

    /// <summary>Begins to listen; false where the page was left meanwhile.</summary>
    /// <param name="page">Whose <c>Key</c> method is called.</param>
    /// <param name="keys">The keys by their names in the browser.</param>
    public async Task<bool> ListenAsync<T>(T page, string[] keys)
        where T : class
    {
        if (left)
            return false;
        try
        {
            var script = await browser.ImportModuleAsync("./js/page-keys.js");
            open.Add(script);
            if (!left)
            {
                var self = DotNetObjectReference.Create(page);
                open.Add(new Own(self));
                open.Add(listener = await script.InvokeAsync<IJSObjectReference>("listen", self, keys));
                Script = script;
            }
        }
        catch (Exception cause)
            when (left && cause is (JSException or JSDisconnectedException or OperationCanceledException or ObjectDisposedException))
        {
            // The page was left in the middle of it.
        }

        if (left)
            await ForgetAsync();
        return !left;
    }

    public async ValueTask DisposeAsync()
    {
        left = true;
        await ForgetAsync();
    }

    async Task ForgetAsync()
    {
        // Pages that are still opening are added meanwhile and removed by their opener.
        var (all, listening) = (open.ToList(), listener);
        open.Clear();
        listener = null;
        try
        {
            if (listening is not null)
                await listening.InvokeVoidAsync("forget");
            foreach (var one in all)
                await one.DisposeAsync();
        }
        catch (Exception cause)
            when (cause is JSException or JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The browser has gone, and its listeners with it.
        }
    }

    sealed class Own(IDisposable reference) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            reference.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
