using Proctoring.Web.Requests;

namespace Proctoring.Web.Api;

/// <summary>The description of an operation in the OpenAPI document.</summary>
/// <param name="Summary">A few words.</param>
/// <param name="Body">The type of the body; null without one.</param>
/// <param name="Data">The type of the data in the answer.</param>
/// <param name="Statuses">The HTTP statuses of its answers.</param>
internal sealed record ApiOperation(string Summary, Type? Body, Type Data, params int[] Statuses)
{
    /// <summary>The query parameters.</summary>
    public IReadOnlyList<ApiParameter> Queries { get; init; } = [];

    /// <summary>An example of the body, as JSON; null without one.</summary>
    public string? Example { get; init; }
}

/// <summary>A query parameter.</summary>
internal sealed record ApiParameter(string Name, string Description);

/// <summary>Maps each operation twice: as one of the nine paths, and as a resource.</summary>
internal sealed class ApiRoutes(IEndpointRouteBuilder routes)
{
    /// <summary>The group of the resources in the OpenAPI document.</summary>
    public const string ResourceTag = "Resources";

    readonly Dictionary<string, List<string>> verbs = new(StringComparer.Ordinal);

    public void Post(string? path, string? resource, ApiRight right, ApiOperation operation, Delegate handler) =>
        Map(HttpMethods.Post, path, resource, right, operation, handler);

    public void Put(string resource, ApiRight right, ApiOperation operation, Delegate handler) =>
        Map(HttpMethods.Put, null, resource, right, operation, handler);

    public void Delete(string resource, ApiRight right, ApiOperation operation, Delegate handler) =>
        Map(HttpMethods.Delete, null, resource, right, operation, handler);

    public void Get(string? path, string? resource, ApiRight right, ApiOperation operation, Delegate handler) =>
        Map(HttpMethods.Get, path, resource, right, operation, handler);

    /// <summary>Answers other verbs of the mapped paths, and unknown paths; otherwise the pages would answer them.</summary>
    public void MapRest()
    {
        foreach (var (pattern, allowed) in verbs)
            routes.Map(pattern, Refuse(StatusCodes.Status405MethodNotAllowed, string.Join(", ", allowed))).ExcludeFromDescription();
        routes.Map($"{ApiPaths.Root}/{{**rest}}", Refuse(StatusCodes.Status404NotFound, null)).ExcludeFromDescription();
    }

    void Map(string verb, string? path, string? resource, ApiRight right, ApiOperation operation, Delegate handler)
    {
        foreach (var (pattern, tag) in new[] { (path, "JobGenie's paths"), (resource, ResourceTag) })
        {
            if (pattern is null)
                continue;
            var whole = $"{(tag == ResourceTag ? ApiPaths.Resources : ApiPaths.Root)}/{pattern}";
            // A GET answers HEAD as well, without the body.
            string[] answered = verb == HttpMethods.Get ? [verb, HttpMethods.Head] : [verb];
            if (!verbs.TryAdd(whole, [.. answered]))
                verbs[whole].AddRange(answered);
            if (verb == HttpMethods.Get)
                routes
                    .MapMethods(whole, [HttpMethods.Head], handler)
                    .AddEndpointFilter(ApiQuery.CheckAsync)
                    .ExcludeFromDescription()
                    .WithMetadata(right, operation);
            routes
                .MapMethods(whole, [verb], handler)
                .AddEndpointFilter(ApiQuery.CheckAsync)
                .WithName(NameOf(verb, whole))
                .WithTags(tag)
                .WithMetadata(right, operation);
        }
    }

    static RequestDelegate Refuse(int status, string? allowed) =>
        context =>
        {
            context.Response.StatusCode = status;
            if (allowed is not null)
                context.Response.Headers.Allow = allowed;
            return Task.CompletedTask;
        };

    /// <summary>A name that is a valid identifier in generated clients.</summary>
    static string NameOf(string verb, string pattern)
    {
        var parts = pattern[(ApiPaths.Root.Length + 1)..].Split('/', '-').Select(part => part.Trim('{', '}'));
        return $"{verb.ToLowerInvariant()}_{string.Join('_', parts)}";
    }
}
