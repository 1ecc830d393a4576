using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Proctoring.Web.Components.Layout;

namespace Proctoring.Web.Components;

/// <summary>The document around every page.</summary>
public sealed partial class App
{
    ScriptMap scripts = null!;

    /// <summary>The request, while the document is rendered.</summary>
    [CascadingParameter]
    HttpContext? Request { get; set; }

    protected override void OnInitialized()
    {
        scripts = ScriptMap.Of(Assets);
        if (Request is { Response: { HasStarted: false } response })
            response.Headers.ContentSecurityPolicy = scripts.Allow(response.Headers.ContentSecurityPolicy.ToString());
    }

    // Known before the first paint, so that a dark page does not start white.
    bool? DarkChosen => ThemeChoice.Read(Request?.Request.Cookies[ThemeChoice.Cookie]);

    // All addresses of pages are relative to it, so that the site can be below a path.
    string Base => $"{Request?.Request.PathBase}/";

    // A circuit has no request.
    string? Address => Request?.Connection.RemoteIpAddress?.ToString();

    // Signing in sets cookies, which requires a complete answer; those pages are rendered without a circuit.
    IComponentRenderMode? Mode => Request?.AcceptsInteractiveRouting() is false ? null : RenderMode.InteractiveServer;
}
