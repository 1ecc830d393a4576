using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Proctoring.Core;
using Proctoring.Web.Requests;
using Scalar.AspNetCore;

namespace Proctoring.Web.Api;

/// <summary>Makes the OpenAPI document of the API, and a page that shows it.</summary>
internal static class ApiDocument
{
    /// <summary>The page that shows the document.</summary>
    public const string Page = "/scalar";

    const string KeyScheme = "ApiKey";
    const string TokenScheme = "SessionToken";

    public static IServiceCollection AddApiDocument(this IServiceCollection services)
    {
        // The document is written with the same options as the answers.
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        return services.AddOpenApi(
            "v1",
            options =>
            {
                options.ShouldInclude = description => description.ActionDescriptor.EndpointMetadata.OfType<ApiOperation>().Any();
                options.AddDocumentTransformer(DescribeDocument);
                options.AddOperationTransformer(DescribeOperationAsync);
                options.AddSchemaTransformer(DescribeSchema);
            }
        );
    }

    /// <summary>Whether the server shows the document. A public server usually has no reason to.</summary>
    public static bool ShowsDocument(this WebApplication app) =>
        app.Services.GetRequiredService<IOptions<ProctoringOptions>>().Value.Api.Documentation ?? app.Environment.IsDevelopment();

    public static void MapApiDocument(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference(
            Page,
            options =>
                options
                    .WithTitle("JobGenie Proctoring: the API")
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .DisableAgent()
                    .HideDeveloperTools()
        );
    }

    /// <summary>
    /// The page contains an inline script, so it needs its own policy; like every other page it reaches only this server.
    /// </summary>
    public static void UseDocumentPolicy(this WebApplication app) =>
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(Page, StringComparison.OrdinalIgnoreCase),
            page =>
                page.Use(
                    (context, next) =>
                    {
                        context.Response.Headers.ContentSecurityPolicy =
                            "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src "
                            + "'self' data: blob:; font-src 'self' data:; "
                            + "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
                        return next(context);
                    }
                )
        );

    static Task DescribeDocument(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo
        {
            Title = "JobGenie Proctoring",
            Version = "v1",
            Description =
                "The nine paths of JobGenie's client, which answer in an envelope, and the same operations as resources under /api/v1, "
                + "which answer with plain JSON and fail with problem details (RFC 9457).",
        };
        document.Info.License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" };
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
            tag.Description = tag.Name == ApiRoutes.ResourceTag ? "Plain JSON; fail with problem details." : "Answers in an envelope.";
        document.Servers = [new OpenApiServer { Url = AddressOf(document, context) }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = ApiCallers.KeyHeader,
                Description = "For servers.",
            },
            [TokenScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "For a candidate's browser: the session_token of start-exam.",
            },
        };
        return Task.CompletedTask;
    }

    /// <summary>The address at which other systems reach this server, as far as it is known.</summary>
    static string AddressOf(OpenApiDocument document, OpenApiDocumentTransformerContext context) =>
        context.ApplicationServices.GetRequiredService<PublicAddress>().Configured
        ?? document.Servers?.FirstOrDefault()?.Url?.TrimEnd('/')
        ?? PublicAddress.Default;

    static async Task DescribeOperationAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var (said, right) = (metadata.OfType<ApiOperation>().Single(), metadata.OfType<ApiRight>().Single());
        var resource = context.Description.RelativePath!.StartsWith(ApiPaths.Resources[1..], StringComparison.Ordinal);
        operation.Summary = said.Summary;
        operation.Description = right.Scope is null
            ? "Needs no authentication."
            : $"Needs an API key with the scope \"{right.Scope}\"{(right.Candidates ? ", or the session token of the exam" : "")}.";
        operation.Parameters =
        [
            .. Segments(context.Description.RelativePath)
                .Select(name => new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Path,
                    Required = true,
                    Schema = name is "webhook_id" or "delivery_id" or "receipt_id"
                        ? new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" }
                        : new OpenApiSchema { Type = JsonSchemaType.Integer },
                }),
            .. said.Queries.Select(query => new OpenApiParameter
            {
                Name = query.Name,
                In = ParameterLocation.Query,
                Description = query.Description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            }),
        ];
        if (said.Body is not null && right.Scope is not null && context.Description.HttpMethod == HttpMethods.Post)
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = IdempotentCalls.Header,
                    In = ParameterLocation.Header,
                    Description = "The same call with the same key has one effect, for 24 hours.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 255 },
                }
            );
        if (said.Body is { } body)
        {
            var content = Json("application/json", await ReferToAsync(context, body, cancellation));
            if (said.Example is { } example)
                content["application/json"].Example = JsonNode.Parse(example);
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = content };
        }

        operation.Responses = [];
        var data = await ReferToAsync(context, said.Data, cancellation);
        // The members of the data are in the envelope once more, at its top level.
        var answer = resource
            ? data
            : new OpenApiSchema
            {
                AllOf = [await ReferToAsync(context, typeof(Envelope<>).MakeGenericType(said.Data), cancellation), data],
            };
        var failure = resource ? typeof(Problem) : typeof(Failure);
        int[] common = right.Scope is null ? [429, 500] : [401, 403, 429, 500];
        foreach (var status in said.Statuses.Concat(common).Concat(said.Body is null ? [] : [408, 413]).Distinct().Order())
        {
            operation.Responses[status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
                Content =
                    status < 400
                        ? Json("application/json", answer)
                        : Json(
                            resource ? "application/problem+json" : "application/json",
                            await ReferToAsync(context, failure, cancellation)
                        ),
                Headers = status is 429 or 503 ? RetryAfter : null,
            };
        }

        // An empty list says that no authentication is needed.
        operation.Security = [];
        if (right.Scope is not null)
        {
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(KeyScheme, context.Document)] = [] }];
            if (right.Candidates)
                operation.Security.Add(new() { [new OpenApiSecuritySchemeReference(TokenScheme, context.Document)] = [] });
        }
    }

    /// <summary>Describes a type once, under its name.</summary>
    static async Task<IOpenApiSchema> ReferToAsync(OpenApiOperationTransformerContext context, Type type, CancellationToken cancellation)
    {
        var name = type.IsGenericType
            ? $"{type.Name.Split('`')[0]}Of{string.Join("", type.GetGenericArguments().Select(part => part.Name.Split('`')[0]))}"
            : type.Name;
        if (context.Document!.Components?.Schemas?.ContainsKey(name) != true)
            context.Document.AddComponent(name, await context.GetOrCreateSchemaAsync(type, null, cancellation));
        return new OpenApiSchemaReference(name, context.Document);
    }

    /// <summary>Describes the values that our own field readers accept, and that required fields are not null.</summary>
    static Task DescribeSchema(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(PictureData))
            (schema.Type, schema.Description) = (JsonSchemaType.String, "A JPEG, PNG or WebP as a data URL or in base64.");
        else if (type == typeof(StudentField))
            (schema.Type, schema.Description) = (
                JsonSchemaType.String | JsonSchemaType.Integer,
                "A string is your own id of the student; a number is ours."
            );
        else if (type == typeof(EventNameField))
            (schema.Type, schema.Description) = (JsonSchemaType.String, "A rule's id, an alias, or your own name of the event.");
        else if (type == typeof(ExamNumberField))
            (schema.Type, schema.Description) = (
                JsonSchemaType.Integer,
                "The exam. Without one of yours, the frame is judged by itself and nothing is recorded."
            );
        else if (type == typeof(SeenThings))
            (schema.Type, schema.Description) = (
                JsonSchemaType.String | JsonSchemaType.Array,
                "A text, or a list of texts or of objects with a \"class\"."
            );
        if (
            context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(AllowedValuesAttribute), false)
            is [AllowedValuesAttribute allowed]
        )
            schema.Enum = [.. allowed.Values.Select(value => JsonValue.Create($"{value}")!)];
        foreach (var name in schema.Required ?? new HashSet<string>())
        {
            if (
                type.Name.EndsWith("Body", StringComparison.Ordinal)
                && schema.Properties?.TryGetValue(name, out var field) == true
                && field is OpenApiSchema { Type: { } types } required
            )
                required.Type = types & ~JsonSchemaType.Null;
        }

        return Task.CompletedTask;
    }

    static Dictionary<string, IOpenApiHeader> RetryAfter =>
        new()
        {
            ["Retry-After"] = new OpenApiHeader
            {
                Description = "The seconds to wait before the next attempt.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
            },
        };

    static Dictionary<string, OpenApiMediaType> Json(string type, IOpenApiSchema schema) =>
        new() { [type] = new OpenApiMediaType { Schema = schema } };

    static IEnumerable<string> Segments(string path) =>
        path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}'));
}

/// <summary>An answer of the nine paths. The members of its data appear again at the top level.</summary>
internal sealed record Envelope<T>(bool Success, string Message, T Data);

/// <summary>An error of the nine paths.</summary>
internal sealed record Failure(bool Success, string Error, int Status, string Code, string? TraceId);

/// <summary>An error of the resources (RFC 9457).</summary>
internal sealed record Problem(string Type, string Title, int Status, string Detail, string Code, string? TraceId);
