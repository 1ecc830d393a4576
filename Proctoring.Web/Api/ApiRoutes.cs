using Proctoring.Core.Integration;
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

    /// <summary>An example of the body, as JSON; by default the one of its type in <see cref="ApiExamples"/>.</summary>
    public string? Example { get; init; }

    /// <summary>The error codes that are its own, of <see cref="ErrorCodes"/>. The codes that every operation shares are added.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Whether the body may be left out.</summary>
    public bool BodyIsOptional { get; init; }

    /// <summary>Whether a call must have an Idempotency-Key.</summary>
    public bool NeedsIdempotencyKey { get; init; }
}

/// <summary>A query parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Type">The type of its values: a number, a truth value, a time or an enum; a text by default.</param>
internal sealed record ApiParameter(string Name, string Description, Type? Type = null)
{
    /// <summary>The largest number; null for a parameter of another type.</summary>
    public int? Most { get; init; }

    /// <summary>The number without the parameter; null for a parameter of another type.</summary>
    public int? Usual { get; init; }
}

/// <summary>Maps each operation twice: as one of the nine paths, and as a resource.</summary>
internal sealed class ApiRoutes(IEndpointRouteBuilder routes)
{
    /// <summary>The group of the nine paths in the OpenAPI document.</summary>
    public const string PathTag = "JobGenie's paths";

    /// <summary>The group of each first segment of the resources in the OpenAPI document.</summary>
    public static IReadOnlyDictionary<string, string> ResourceTags { get; } =
        new Dictionary<string, string>
        {
            ["students"] = "Students",
            ["verifications"] = "Students",
            ["erasures"] = "Students",
            ["exams"] = "Exams",
            ["exam-batches"] = "Exams",
            ["exam-definitions"] = "Exam definitions",
            ["frames"] = "Frames",
            ["webhooks"] = "Webhooks",
            ["rules"] = "Server",
            ["health"] = "Server",
        };

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
        foreach (var (root, pattern) in new[] { (ApiPaths.Root, path), (ApiPaths.Resources, resource) })
        {
            if (pattern is null)
                continue;
            var whole = $"{root}/{pattern}";
            // A GET answers HEAD as well, without the body.
            string[] answered = verb == HttpMethods.Get ? [verb, HttpMethods.Head] : [verb];
            if (!verbs.TryAdd(whole, [.. answered]))
                verbs[whole].AddRange(answered);
            if (verb == HttpMethods.Get)
                routes
                    .MapDeferred(whole, [HttpMethods.Head], handler)
                    .AddEndpointFilter(ApiQuery.CheckAsync)
                    .ExcludeFromDescription()
                    .WithMetadata(right, operation);
            routes
                .MapDeferred(whole, [verb], handler)
                .AddEndpointFilter(ApiQuery.CheckAsync)
                .WithName(NameOf(verb, whole))
                .WithTags(root == ApiPaths.Root ? PathTag : ResourceTags[pattern.Split('/')[0]])
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
