using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Proctoring.Core;
using Proctoring.Core.Integration;
using Proctoring.Web.Requests;
using Scalar.AspNetCore;

namespace Proctoring.Web.Api;

/// <summary>Makes the OpenAPI document of the API, and a page that shows it.</summary>
internal static class ApiDocument
{
    /// <summary>The page that shows the document.</summary>
    public const string Page = "/scalar";

    public const string KeyScheme = "ApiKey";
    public const string TokenScheme = "SessionToken";
    public const string OAuthScheme = "OAuth";

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
                options.AddOperationTransformer(ApiOperations.DescribeAsync);
                options.AddSchemaTransformer(ApiSchemas.DescribeAsync);
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
        document.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = ApiRoutes.PathTag, Description = "The nine paths: answers in an envelope." },
        };
        foreach (var tag in ApiRoutes.ResourceTags.Values.Distinct())
            document.Tags.Add(new OpenApiTag { Name = tag, Description = "Resources: plain JSON; fail with problem details." });
        var address = AddressOf(document, context);
        document.Servers = [new OpenApiServer { Url = address }];
        document.Components ??= new OpenApiComponents();
        document.Components.Headers = ApiOperations.Headers;
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = ApiCallers.KeyHeader,
                Description = "For servers.",
            },
            [OAuthScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OAuth2,
                Flows = new OpenApiOAuthFlows
                {
                    ClientCredentials = new OpenApiOAuthFlow
                    {
                        TokenUrl = new Uri(address + TokenEndpoint.Path),
                        Scopes = ApiScopes.All.ToDictionary(scope => scope, ApiScopes.Describe),
                    },
                },
                Description = "For servers: an access token for the id and secret of an API key, valid for an hour (RFC 6749, 4.4).",
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
}
