using Microsoft.AspNetCore.StaticAssets;

namespace Proctoring.Web.Requests;

/// <summary>Sets the headers that limit what a page may load, send and be framed by.</summary>
internal static class SecurityHeaders
{
    /// <summary>How long browsers remember to use only https.</summary>
    public static readonly TimeSpan OnlyHttpsFor = TimeSpan.FromDays(180);

    /// <summary>The policy of a file that is part of pages. A worker obeys that of its script.</summary>
    const string FilePolicy = "default-src 'self'";

    /// <param name="app">The program.</param>
    /// <param name="ancestors">Who may show the page of a request in a frame.</param>
    public static void UseSecurityHeaders(this WebApplication app, Func<HttpContext, string> ancestors) =>
        app.Use(
            (context, next) =>
            {
                Set(context, ancestors(context));
                context.Response.OnStarting(() =>
                {
                    // An answer to a failure starts without headers.
                    Set(context, ancestors(context));
                    RemoveHost(context);
                    return Task.CompletedTask;
                });
                return next(context);
            }
        );

    static void Set(HttpContext context, string ancestors)
    {
        var headers = context.Response.Headers;
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        // The address of a session identifies it, so no other site may see it.
        headers.TryAdd("Referrer-Policy", "no-referrer");
        if (IsPartOfPages(context))
        {
            headers.TryAdd("Content-Security-Policy", FilePolicy);
            return;
        }

        // Links to results and invitations are secrets, and one that someone publishes must not appear in a search.
        if (context.Request.Path != "/")
            headers.TryAdd("X-Robots-Tag", "noindex, nofollow");
        headers.TryAdd("Permissions-Policy", "camera=(self), microphone=(self), fullscreen=(self), display-capture=(self), geolocation=()");
        headers.TryAdd("Content-Security-Policy", PagePolicy(context.Request, ancestors));
    }

    /// <summary>Whether the answer is a script, a style sheet or a font of ours: no page, so that most of a page's policy has no meaning. A
    /// first visit loads 70 of them, and the policy would be a tenth of its bytes.</summary>
    static bool IsPartOfPages(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is { } file
        && Path.GetExtension(file.Route) is ".js" or ".css" or ".woff2";

    static string PagePolicy(HttpRequest request, string ancestors) =>
        // blob: for the capture worker and for pictures that the page makes; data: for icons in style sheets.
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; font-src 'self' data:; "
        // MudBlazor writes its theme into a style element, and sizes into style attributes.
        + "style-src 'self' 'unsafe-inline'; "
        + $"connect-src 'self'{OwnSockets(request)}; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors {ancestors}";

    /// <summary>Safari before 15.4 does not count WebSockets of the same host as 'self'.</summary>
    static string OwnSockets(HttpRequest request) =>
        request.Host.HasValue && Uri.CheckHostName(request.Host.Host.Trim('[', ']')) != UriHostNameType.Unknown
            ? $" {(request.IsHttps ? "wss" : "ws")}://{request.Host.ToUriComponent()}"
            : "";

    /// <summary>A redirect within the site names no host, because the Host header may name a foreign one.</summary>
    static void RemoveHost(HttpContext context)
    {
        var site = $"{context.Request.Scheme}://{context.Request.Host}/";
        if (
            context.Response.Headers.Location.ToString() is { } location
            && location.StartsWith(site, StringComparison.OrdinalIgnoreCase)
            && location.AsSpan(site.Length) is var path
            && (path.IsEmpty || path[0] is not ('/' or '\\'))
        )
            context.Response.Headers.Location = $"/{path}";
    }
}
