using Microsoft.JSInterop;

namespace Proctoring.Web.Components.Controls;

/// <summary>Calls of functions in scripts, each in one round trip: js/start.js imports the script and calls the function.</summary>
internal static class ModuleCalls
{
    /// <summary>Imports a script and calls one of its functions. Returns the default value on a test page without a browser.</summary>
    public static Task<T?> CallModuleAsync<T>(this IJSRuntime browser, string module, string function, params object?[] values) =>
        browser.InvokeAsync<T?>("callModule", [module, function, .. values]).AsTask();

    /// <summary>Imports a script. One that a bad line does not deliver is requested again before this fails.</summary>
    public static async Task<IJSObjectReference> ImportModuleAsync(
        this IJSRuntime browser,
        string module,
        CancellationToken cancellation = default
    )
    {
        try
        {
            return await browser.ImportAsync(module, cancellation);
        }
        catch (JSException)
        {
            // Only now: it costs a round trip more.
            await browser.InvokeVoidAsync("loadModule", module);
            return await browser.ImportAsync(module, cancellation);
        }
    }

    /// <summary>Without a token, the runtime's own limit applies.</summary>
    static ValueTask<IJSObjectReference> ImportAsync(this IJSRuntime browser, string module, CancellationToken cancellation) =>
        cancellation.CanBeCanceled
            ? browser.InvokeAsync<IJSObjectReference>("import", cancellation, module)
            : browser.InvokeAsync<IJSObjectReference>("import", module);

    /// <summary>Imports a script ahead. Returns null on a test page without a browser.</summary>
    public static Task<IJSObjectReference?> LoadModuleAsync(this IJSRuntime browser, string module) =>
        browser.InvokeAsync<IJSObjectReference?>("import", module).AsTask();

    /// <summary>Imports a script ahead of a call. Never fails: the call imports it again.</summary>
    public static async Task PreloadModuleAsync(this IJSRuntime browser, string module)
    {
        try
        {
            if (await browser.LoadModuleAsync(module) is { } script)
                await script.DisposeAsync();
        }
        catch (Exception cause)
            when (cause is JSException or JSDisconnectedException or OperationCanceledException or InvalidOperationException)
        {
            // The page has closed, or the connection is bad.
        }
    }
}
