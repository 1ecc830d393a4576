using Microsoft.AspNetCore.Components;
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
}
