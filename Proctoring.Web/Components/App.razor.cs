using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Proctoring.Web.Components.Layout;

namespace Proctoring.Web.Components;

/// <summary>The document around every page.</summary>
public sealed partial class App
{
    /// <summary>The request, while the document is made.</summary>
    [CascadingParameter]
    HttpContext? Request { get; set; }

    // Known before the first paint, so that a dark page does not begin with a white one.
    bool? DarkChosen => ThemeChoice.Read(Request?.Request.Cookies[ThemeChoice.Cookie]);

    // A circuit has no request to ask.
    string? Address => Request?.Connection.RemoteIpAddress?.ToString();

    // Signing in sets cookies, which only a whole answer can; those pages are made without a circuit.
    IComponentRenderMode? Mode => Request?.AcceptsInteractiveRouting() is false ? null : RenderMode.InteractiveServer;
}
