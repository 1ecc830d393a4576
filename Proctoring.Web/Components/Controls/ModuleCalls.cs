using Microsoft.JSInterop;

namespace Proctoring.Web.Components.Controls;

/// <summary>Single calls of a script's function.</summary>
internal static class ModuleCalls
{
    /// <summary>Imports a script, calls one of its functions and releases the script. It does not wait for the release, which would take
    /// another round trip. Returns the default value on a test page without a browser.</summary>
    public static Task<T?> CallModuleAsync<T>(this IJSRuntime browser, string module, string function, params object?[] values) =>
        browser.LoadModuleAsync(module).CallAsync<T>(function, values);

    /// <summary>Imports a script, for a call that follows later. Returns null on a test page without a browser.</summary>
    public static Task<IJSObjectReference?> LoadModuleAsync(this IJSRuntime browser, string module) =>
        browser.InvokeAsync<IJSObjectReference?>("import", module).AsTask();

    /// <summary>Calls a function of a script that is being imported, and releases the script, as <see cref="CallModuleAsync{T}"/>
    /// does.</summary>
    public static async Task<T?> CallAsync<T>(this Task<IJSObjectReference?> loading, string function, params object?[] values)
    {
        if (await loading is not { } script)
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
