using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Api;

/// <summary>Describes each operation in the OpenAPI document: its parameters, body, answers, errors and callers.</summary>
internal static class ApiOperations
{
    const string RetryAfter = "Retry-After";

    static readonly string[] UniqueIds = ["webhook_id", "delivery_id", "receipt_id"];

    /// <summary>The headers of the answers.</summary>
    public static Dictionary<string, IOpenApiHeader> Headers =>
        new()
        {
            [ApiFailures.RequestId] = Header("The id of the call in the server's log.", JsonSchemaType.String),
            ["RateLimit"] = Header("The calls that are left, such as \"calls\";r=5998.", JsonSchemaType.String),
            ["RateLimit-Policy"] = Header("The limit, such as \"calls\";q=6000;w=60.", JsonSchemaType.String),
            [IdempotentCalls.RepeatedHeader] = Header("\"true\" on the stored answer to a repeated call.", JsonSchemaType.String),
            [RetryAfter] = Header("The seconds to wait before the next attempt.", JsonSchemaType.Integer),
        };

    public static async Task DescribeAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var (said, right) = (metadata.OfType<ApiOperation>().Single(), metadata.OfType<ApiRight>().Single());
        var repeatable = said.Body is not null && right.Scope is not null && context.Description.HttpMethod == HttpMethods.Post;
        operation.Summary = said.Summary;
        operation.Description = right.Scope is null
            ? "Needs no authentication."
            : $"Needs an API key or an access token with the scope \"{right.Scope}\""
                + (right.Candidates ? ", or the session token of the exam." : ".");
        operation.Parameters = [.. Segments(context.Description.RelativePath!).Select(Segment), .. said.Queries.Select(Query)];
        if (repeatable)
            operation.Parameters.Add(IdempotencyKey(said.NeedsIdempotencyKey));
        var schemas = new ApiSchemas(context);
        if (said.Body is { } body && body != typeof(EmptyBody))
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = !said.BodyIsOptional,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new()
                    {
                        Schema = await schemas.ReferToAsync(body, cancellation),
                        Example = ExampleOf(said, body, context),
                    },
                },
            };
        operation.Responses = [];
        int[] statuses = [.. Statuses(said, right, repeatable)];
        foreach (var status in statuses)
            operation.Responses[status.ToString(CultureInfo.InvariantCulture)] =
                status < 400
                    ? await AnswerAsync(said, context, schemas, status, repeatable, cancellation)
                    : await ErrorAsync(said, context, schemas, status, statuses, repeatable, cancellation);
        operation.Security = Callers(right, context);
    }

    /// <summary>An example of a body. If the path names the exam, the body does not.</summary>
    static JsonNode? ExampleOf(ApiOperation said, Type body, OpenApiOperationTransformerContext context)
    {
        var example = said.Example is { } own ? JsonNode.Parse(own) : ApiExamples.Body(body);
        if (Segments(context.Description.RelativePath!).Contains("exam_id"))
            (example as JsonObject)?.Remove("exam_id");
        return example;
    }

    static IEnumerable<int> Statuses(ApiOperation said, ApiRight right, bool repeatable) =>
        said
            .Statuses.Concat(right.Scope is null ? [429, 500] : [401, 403, 429, 500, 503])
            .Concat(said.Body is null ? [] : [408, 413])
            .Concat(repeatable ? [409] : [])
            .Concat(said.Queries.Count == 0 ? [] : [400])
            .Distinct()
            .Order();

    static bool IsResource(OpenApiOperationTransformerContext context) =>
        context.Description.RelativePath!.StartsWith(ApiPaths.Resources[1..], StringComparison.Ordinal);

    static async Task<OpenApiResponse> AnswerAsync(
        ApiOperation said,
        OpenApiOperationTransformerContext context,
        ApiSchemas schemas,
        int status,
        bool repeatable,
        CancellationToken cancellation
    )
    {
        var plain = IsResource(context);
        return new OpenApiResponse
        {
            Description = ReasonPhrases.GetReasonPhrase(status),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new()
                {
                    Schema = plain
                        ? await schemas.ReferToAsync(said.Data, cancellation)
                        : await schemas.ReferToEnvelopeAsync(said.Data, cancellation),
                    Example = ApiExamples.Answer(said.Data, status, plain),
                },
            },
            Headers = HeadersOf(context, status, repeatable),
        };
    }

    static async Task<OpenApiResponse> ErrorAsync(
        ApiOperation said,
        OpenApiOperationTransformerContext context,
        ApiSchemas schemas,
        int status,
        IReadOnlyList<int> statuses,
        bool repeatable,
        CancellationToken cancellation
    )
    {
        var problem = IsResource(context);
        // A code with several statuses has the highest one that the operation has.
        var own = said.Codes.Where(code => ApiErrorExamples.StatusesOf(code).Where(statuses.Contains).DefaultIfEmpty().Max() == status);
        var codes = ApiErrorExamples.CodesOf([.. own], status, repeatable);
        return new OpenApiResponse
        {
            Description = $"{ReasonPhrases.GetReasonPhrase(status)}: {string.Join(", ", codes)}",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [problem ? "application/problem+json" : "application/json"] = new()
                {
                    Schema = await schemas.ReferToAsync(problem ? typeof(Problem) : typeof(Failure), cancellation),
                    Examples = ApiErrorExamples.Of(codes, status, problem, context.Document!),
                },
            },
            Headers = HeadersOf(context, status),
        };
    }

    static Dictionary<string, IOpenApiHeader> HeadersOf(OpenApiOperationTransformerContext context, int status, bool repeatable = false)
    {
        IEnumerable<string> names = [ApiFailures.RequestId, "RateLimit", "RateLimit-Policy"];
        if (repeatable)
            names = names.Append(IdempotentCalls.RepeatedHeader);
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            names = names.Append(RetryAfter);
        return names.ToDictionary(name => name, name => (IOpenApiHeader)new OpenApiHeaderReference(name, context.Document));
    }

    /// <summary>An empty list states that no authentication is needed.</summary>
    static List<OpenApiSecurityRequirement> Callers(ApiRight right, OpenApiOperationTransformerContext context)
    {
        if (right.Scope is null)
            return [];
        List<OpenApiSecurityRequirement> callers =
        [
            new() { [new OpenApiSecuritySchemeReference(ApiDocument.KeyScheme, context.Document)] = [] },
            new() { [new OpenApiSecuritySchemeReference(ApiDocument.OAuthScheme, context.Document)] = [right.Scope] },
        ];
        if (right.Candidates)
            callers.Add(new() { [new OpenApiSecuritySchemeReference(ApiDocument.TokenScheme, context.Document)] = [] });
        return callers;
    }

    static OpenApiParameter Segment(string name) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Path,
            Required = true,
            Description =
                name is "exam_name" ? "The unique name of the exam."
                : name is "student_id" ? "Our number of the student."
                : name is "exam_id" ? "The number of the exam."
                : "The id.",
            Schema =
                UniqueIds.Contains(name) ? new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" }
                : name is "exam_name" ? new OpenApiSchema { Type = JsonSchemaType.String }
                : new OpenApiSchema { Type = JsonSchemaType.Integer },
        };

    static IOpenApiParameter Query(ApiParameter query) =>
        new OpenApiParameter
        {
            Name = query.Name,
            In = ParameterLocation.Query,
            Description = query.Description,
            Schema = ApiSchemas.OfParameter(query),
        };

    static OpenApiParameter IdempotencyKey(bool required) =>
        new()
        {
            Name = IdempotentCalls.Header,
            In = ParameterLocation.Header,
            Required = required,
            Description = "The same call with the same key has one effect, for 24 hours.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 255 },
        };

    static OpenApiHeader Header(string description, JsonSchemaType type) =>
        new()
        {
            Description = description,
            Schema = new OpenApiSchema { Type = type },
        };

    static IEnumerable<string> Segments(string path) =>
        path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}'));
}
