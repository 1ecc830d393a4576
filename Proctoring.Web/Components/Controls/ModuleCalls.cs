using Microsoft.JSInterop;

namespace Proctoring.Web.Components.Controls;

/// <summary>Calls of functions in scripts, each in one round trip: js/start.js imports the script and calls the function.</summary>
internal static class ModuleCalls
{
    /// <summary>Imports a script and calls one of its functions. Returns the default value on a test page without a browser.</summary>
    public static Task<T?> CallModuleAsync<T>(this IJSRuntime browser, string module, string function, params object?[] values) =>
        browser.InvokeAsync<T?>("callModule", [module, function, .. values]).AsTask();

    /// <summary>Imports a script. Returns null on a test page without a browser.</summary>
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
