using Microsoft.AspNetCore.Diagnostics;
using MudBlazor.Services;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Components.Pages.Candidate.Start;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Components;

/// <summary>How soon a circuit notices that its line is dead.</summary>
internal static class CircuitLine
{
    /// <summary>How often the server sends something. A page that hears nothing for three times as long reconnects (js/start.js).</summary>
    public static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(2);

    /// <summary>A page pings every two seconds. One that is silent this long has gone; its circuit is kept for a while.</summary>
    public static readonly TimeSpan CutOffAfter = TimeSpan.FromSeconds(15);
}

/// <summary>The candidate's pages: what they need, and where they are.</summary>
internal static class ComponentsRegistration
{
    public static IServiceCollection AddCandidatePages(this IServiceCollection services)
    {
        services.AddMudServices(settings =>
        {
            // Below, where it covers no navigation; opaque, so that it can be read; long enough to take something back.
            var messages = settings.SnackbarConfiguration;
            messages.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter;
            messages.MaximumOpacity = 100;
            (messages.ShowTransitionDuration, messages.HideTransitionDuration, messages.VisibleStateDuration) = (150, 150, 8_000);
        });
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents()
            .AddHubOptions(options =>
                (options.KeepAliveInterval, options.ClientTimeoutInterval) = (CircuitLine.SayEvery, CircuitLine.CutOffAfter)
            );
        // For browsers that know no frame-ancestors it would forbid every frame, and the others are told there.
        services.AddAntiforgery(options =>
        {
            options.SuppressXFrameOptionsHeader = true;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddSingleton<GuestSessions>();
        services.AddSingleton<UnsavedAnswers>();
        services.AddScoped<SessionAccessStore>();
        services.AddScoped<ViewerClock>();
        services.AddScoped<Readiness>();
        return services;
    }

    public static WebApplication MapCandidatePages(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found", "?status={0}");
        app.Use(KeepPlainAnswersPlain);
        // Not where the framework would put them, before everything: their refusals are said in words too.
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets();
        // The ancestors of a page are named with the other headers: of the embedded ones they are those of the settings.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    /// <summary>Only who asks for a page gets one in place of a bare 404; a missing picture or an API's answer stays as it is.</summary>
    static Task KeepPlainAnswersPlain(HttpContext context, RequestDelegate next)
    {
        var asksForPage =
            !ApiPaths.IsApi(context) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        if (!asksForPage && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        return next(context);
    }
}
