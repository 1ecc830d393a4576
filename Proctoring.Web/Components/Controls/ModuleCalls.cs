using Microsoft.JSInterop;

namespace Proctoring.Web.Components.Controls;

/// <summary>Single calls of a script's function.</summary>
internal static class ModuleCalls
{
    /// <summary>Imports a script, calls one of its functions and releases the script. It does not wait for the release, which would take
    /// another round trip. Returns the default value on a test page without a browser.</summary>
    public static async Task<T?> CallModuleAsync<T>(this IJSRuntime browser, string module, string function, params object?[] values)
    {
        if (await browser.InvokeAsync<IJSObjectReference?>("import", module) is not { } script)
            return default;
        try
        {
            return await script.InvokeAsync<T?>(function, values);
        }
        finally
        {
            _ = ReleaseAsync(script);
        }
    }

    static async Task ReleaseAsync(IJSObjectReference script)
    {
        try
        {
            await script.DisposeAsync();
        }
        catch (Exception cause)
            when (cause is JSException or JSDisconnectedException or OperationCanceledException or InvalidOperationException)
        {
            // The page has closed, and the script with it.
        }
    }
}
