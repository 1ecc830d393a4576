using MudBlazor.Services;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;

namespace Proctoring.Web.Components;

/// <summary>The candidate's pages: what they need, and where they are.</summary>
internal static class ComponentsRegistration
{
    public static IServiceCollection AddCandidatePages(this IServiceCollection services)
    {
        services.AddMudServices();
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddScoped<SessionKeyring>();
        services.AddScoped<ViewerClock>();
        services.AddScoped<Readiness>();
        return services;
    }

    public static WebApplication MapCandidatePages(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found");
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }
}
