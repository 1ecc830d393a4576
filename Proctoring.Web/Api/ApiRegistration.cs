using Proctoring.Web.Embedding;

namespace Proctoring.Web.Api;

/// <summary>Registers the API: its services, its middleware and its operations.</summary>
internal static class ApiRegistration
{
    public static IServiceCollection AddProctoringApi(this IServiceCollection services) => services
        .AddApiDocument()
        .AddCors()
        .AddSingleton<ApiOrigins>()
        .AddSingleton<ApiLimits>()
        .AddSingleton<ApiFailures>()
        .AddSingleton<ApiCallers>()
        .AddSingleton<ApiLinks>()
        .AddSingleton<EmbedLinks>();

    /// <summary>Adds the middleware of every call under /api: the format of errors, CORS, and the caller.</summary>
    public static void UseProctoringApi(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<ApiOrigins>();
        app.UseWhen(ApiPaths.IsApi, api => api
            .UseMiddleware<ApiFailures>()
            .UseCors(policy => policy.SetIsOriginAllowed(origins.Allows).AllowCredentials()
                .WithMethods(HttpMethods.Get, HttpMethods.Post).AllowAnyHeader()
                .WithExposedHeaders("Retry-After").SetPreflightMaxAge(TimeSpan.FromHours(1)))
            .UseMiddleware<ApiCallers>());
        app.UseDocumentPolicy();
    }

    public static void MapProctoringApi(this IEndpointRouteBuilder app)
    {
        var routes = new ApiRoutes(app);
        StudentsApi.Map(routes);
        ExamsApi.Map(routes);
        EventsApi.Map(routes);
        FramesApi.Map(routes);
        ResourcesApi.Map(routes);
        RulesApi.Map(routes);
        HealthApi.Map(routes);
        routes.MapRest();
        app.MapApiDocument();
    }
}
