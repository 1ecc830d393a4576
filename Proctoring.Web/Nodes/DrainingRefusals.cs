using Proctoring.Core.Sessions.Nodes;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Nodes;

/// <summary>Refuses new pages and their connections while this server stops, so that a load balancer which keeps a browser on its server
/// sends them to another one. The load balancer must announce that it does (deploy/haproxy-cluster.cfg); otherwise pages would wait here
/// for the end of the server.</summary>
internal static class DrainingRefusals
{
    public static void UseDrainingRefusals(this IApplicationBuilder app) =>
        app.Use((context, next) => IsRefused(context) ? Refuse(context) : next(context));

    static bool IsRefused(HttpContext context) =>
        RetryingBalancer.FindsAnother(context.Request)
        && Begins(context.Request)
        && context.RequestServices.GetRequiredService<ThisServer>().Draining
        // The last server serves until it ends.
        && context.RequestServices.GetService<ClusterServers>() is { Others.Count: > 0 };

    /// <summary>Whether a request begins a page or a connection of a page. Requests with the id of a connection belong to this
    /// server.</summary>
    static bool Begins(HttpRequest request) =>
        string.Equals(request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase) ? !request.Query.ContainsKey("id")
        : HttpMethods.IsGet(request.Method) ? request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        : request.Path.Value?.EndsWith("/negotiate", StringComparison.Ordinal) == true;

    static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        // The load balancer may have found no other server yet.
        context.Response.Headers["Refresh"] = "1";
        return Task.CompletedTask;
    }
}
