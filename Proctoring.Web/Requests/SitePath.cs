using Microsoft.Extensions.Options;
using Proctoring.Core;

namespace Proctoring.Web.Requests;

/// <summary>Publishes the site below a path of its host. It runs before routing. Proxies may pass the path on or remove it.</summary>
internal sealed class SitePath(IOptions<ProctoringOptions> options) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            if (options.Value.PathBase is { Length: > 0 } path)
                app.Use((context, rest) => ApplyAsync(context, path, rest));
            next(app);
        };

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

            request.Path = below;
        }

        request.PathBase = path;
        return next(context);
    }
}
