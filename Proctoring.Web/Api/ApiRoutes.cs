using Proctoring.Web.Authentication;

namespace Proctoring.Web.Api;

/// <summary>What the API's document says of an operation besides what its route says.</summary>
/// <param name="Summary">A few words.</param>
/// <param name="Body">The type of the body; null for none.</param>
/// <param name="Data">The type of the answer's data.</param>
/// <param name="Statuses">The statuses that it answers with.</param>
internal sealed record ApiOperation(string Summary, Type? Body, Type Data, params int[] Statuses);

/// <summary>Maps each operation twice: as one of the nine paths, and as a resource.</summary>
internal sealed class ApiRoutes(IEndpointRouteBuilder routes)
{
    public void Post(string? path, string? resource, ApiRight right, ApiOperation operation, Delegate handler)
    {
        foreach (var pattern in Patterns(path, resource))
            Describe(routes.MapPost(pattern, handler), pattern, right, operation);
    }

    public void Get(string? path, string? resource, ApiRight right, ApiOperation operation, Delegate handler)
    {
        foreach (var pattern in Patterns(path, resource))
            Describe(routes.MapGet(pattern, handler), pattern, right, operation);
    }

    static IEnumerable<string> Patterns(string? path, string? resource)
    {
        if (path is not null)
            yield return $"{ApiPaths.Root}/{path}";
        if (resource is not null)
            yield return $"{ApiPaths.Resources}/{resource}";
    }

    static void Describe(RouteHandlerBuilder endpoint, string pattern, ApiRight right, ApiOperation operation) => endpoint
        .WithName(pattern).WithSummary(operation.Summary).WithTags(pattern.StartsWith(ApiPaths.Resources, StringComparison.Ordinal) ? "Resources" : "JobGenie's paths")
        .WithMetadata(right, operation);
}
