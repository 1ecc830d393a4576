using Microsoft.AspNetCore.Diagnostics;
using MudBlazor.Services;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Components.Pages.Candidate.Start;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Components;

/// <summary>How soon a circuit detects a dead connection.</summary>
internal static class CircuitLine
{
    /// <summary>The interval of the server's keep-alive. A page that receives nothing for three times as long reconnects
    /// (js/start.js).</summary>
    public static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(1.5);

    /// <summary>A page pings every one and a half seconds. The server closes one that is silent this long, and retains its circuit for a
    /// while.</summary>
    public static readonly TimeSpan CutOffAfter = TimeSpan.FromSeconds(15);
}

/// <summary>Registers and maps the candidate's pages.</summary>
internal static class ComponentsRegistration
{
    public static IServiceCollection AddCandidatePages(this IServiceCollection services)
    {
        services.AddMudServices(settings =>
        {
            // At the bottom, so that it covers no navigation; opaque, so that it is readable; long enough to undo an action.
            var messages = settings.SnackbarConfiguration;
            messages.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter;
            messages.MaximumOpacity = 100;
            (messages.ShowTransitionDuration, messages.HideTransitionDuration, messages.VisibleStateDuration) = (150, 150, 8_000);
        });
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents()
            .AddHubOptions(options =>
            {
                (options.KeepAliveInterval, options.ClientTimeoutInterval) = (CircuitLine.SayEvery, CircuitLine.CutOffAfter);
                // A question has up to 20,000 characters, and each change of its field sends all of them.
                options.MaximumReceiveMessageSize = 128 * 1024;
            });
        // In browsers without frame-ancestors it would forbid every frame; the others use frame-ancestors.
        services.AddAntiforgery(options =>
        {
            options.SuppressXFrameOptionsHeader = true;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddPageCompression();
        services.AddSingleton<GuestSessions>();
        services.AddSingleton<UploadProofs>();
        services.AddScoped<SessionAccessStore>();
        services.AddScoped<OwnSessions>();
        services.AddScoped<ViewerClock>();
        services.AddScoped<Readiness>();
        return services;
    }

    public static WebApplication MapCandidatePages(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found", "?status={0}");
        app.Use(KeepPlainAnswersPlain);
        // Not at the framework's default place before everything else, so that its refusals are explained too.
        app.UseAuthentication();
        app.UsePageCompression();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UsePackageFiles();
        app.MapStaticAssets();
        // The ancestors of a page are set with the other headers: embedded pages use those of the settings.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    /// <summary>Only a request for a page gets one instead of a bare 404; a missing picture and an API answer stay unchanged.</summary>
    static Task KeepPlainAnswersPlain(HttpContext context, RequestDelegate next)
    {
        var asksForPage =
            !ApiPaths.IsApi(context) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        if (!asksForPage && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        return next(context);
    }
}
