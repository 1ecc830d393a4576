using Proctoring.Web.Requests;

namespace Proctoring.Web.Api;

/// <summary>Registers the API: its services, its middleware and its operations.</summary>
internal static class ApiRegistration
{
    public static IServiceCollection AddProctoringApi(this IServiceCollection services) =>
        services
            .AddApiDocument()
            .AddCors()
            .AddSingleton<AllowedOrigins>()
            .AddSingleton<ApiOrigins>()
            .AddSingleton<ApiLimits>()
            .AddSingleton<ApiFailures>()
            .AddSingleton<RecentProofs>()
            .AddSingleton<AccessTokens>()
            .AddSingleton<ApiCallers>()
            .AddSingleton<TokenEndpoint>()
            .AddSingleton<ExamBatchesApi>()
            .AddSingleton<IdempotentCalls>()
            .AddSingleton<ApiLinks>();

    /// <summary>Adds the middleware of every call under /api: the format of errors, CORS, and the caller.</summary>
    public static void UseProctoringApi(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<AllowedOrigins>();
        app.UseWhen(
            ApiPaths.IsApi,
            api =>
                api.UseMiddleware<ApiFailures>()
                    .UseCors(policy =>
                        policy
                            .SetIsOriginAllowed(origins.Allows)
                            .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post)
                            .AllowAnyHeader()
                            .WithExposedHeaders(
                                "Retry-After",
                                ApiFailures.RequestId,
                                IdempotentCalls.RepeatedHeader,
                                ApiCallers.PolicyHeader,
                                ApiCallers.LimitHeader
                            )
                            .SetPreflightMaxAge(TimeSpan.FromHours(1))
                    )
                    .UseMiddleware<ApiCallers>()
                    .UseMiddleware<IdempotentCalls>()
        );
        if (app.ShowsDocument())
            app.UseDocumentPolicy();
    }

    public static void MapProctoringApi(this WebApplication app)
    {
        var routes = new ApiRoutes(app);
        StudentsApi.Map(routes);
        StudentResources.Map(routes);
        ExamsApi.Map(routes);
        ExamSubmissionsApi.Map(routes);
        ExamBatchesApi.Map(routes);
        EventsApi.Map(routes);
        FramesApi.Map(routes);
        ResourcesApi.Map(routes);
        RulesApi.Map(routes);
        ExamDefinitionsApi.Map(routes);
        WebhooksApi.Map(routes);
        HealthApi.Map(routes);
        routes.MapRest();
        TokenEndpoint.Map(app);
        if (app.ShowsDocument())
            app.MapApiDocument();
    }
}
