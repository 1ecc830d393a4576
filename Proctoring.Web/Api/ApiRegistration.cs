using Proctoring.Web.Embedding;

namespace Proctoring.Web.Api;

/// <summary>The API: what it needs, what a call passes through, and where its operations are.</summary>
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

    /// <summary>What every call under /api passes: failures get their shape, pages of other origins their permission, callers their name.</summary>
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
