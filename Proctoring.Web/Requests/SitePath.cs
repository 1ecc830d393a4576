using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Options;
using Proctoring.Core;

namespace Proctoring.Web.Requests;

/// <summary>Publishes the site below a path of its host. It runs before routing. Proxies may pass the path on or remove it. Repeated
/// slashes before /api count as one: a caller whose setting of our address ends with a slash calls //api. Pages have one address, so that
/// a rule of a proxy cannot be passed by.</summary>
internal sealed class SitePath(IOptions<ProctoringOptions> options) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(
                (context, rest) =>
                {
                    context.Request.Path = WithOneSlash(context.Request.Path);
                    return rest(context);
                }
            );
            if (options.Value.PathBase is { Length: > 0 } path)
                app.Use((context, rest) => ApplyAsync(context, path, rest));
            next(app);
        };

    /// <summary>Returns whether the first part of a path is that of one of the site's own addresses. Behind a proxy that removes the path,
    /// such an address would be removed too.</summary>
    public static bool IsTaken(string path, IEnumerable<EndpointDataSource> sources) =>
        path.Split('/') is [_, var first, ..]
        && sources
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Any(endpoint =>
                endpoint.RoutePattern.PathSegments is [{ Parts: [RoutePatternLiteralPart own] }, ..]
                && own.Content.Equals(first, StringComparison.OrdinalIgnoreCase)
            );

    static PathString WithOneSlash(PathString path) =>
        path.Value is ['/', '/', ..] slashes
        && new PathString($"/{slashes.TrimStart('/')}") is var single
        && single.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            ? single
            : path;

    static Task ApplyAsync(HttpContext context, PathString path, RequestDelegate next)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments(path, out var below))
        {
            if (!below.HasValue && HttpMethods.IsGet(request.Method))
            {
                // Relative addresses would otherwise lead out of the path.
                context.Response.Redirect($"{path}/{request.QueryString}");
                return Task.CompletedTask;
            }

            request.Path = WithOneSlash(below);
        }

        request.PathBase = path;
        return next(context);
    }
}
