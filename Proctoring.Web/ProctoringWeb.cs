using Microsoft.AspNetCore.DataProtection;
using Proctoring.Core;
using Proctoring.Web.Api;
using Proctoring.Web.Components;
using Proctoring.Web.Components.Pages.Review.Live;
using Proctoring.Web.Components.Pages.Review.Sessions;
using Proctoring.Web.Embedding;
using Proctoring.Web.Evidence;
using Proctoring.Web.Health;
using Proctoring.Web.Hubs;
using Proctoring.Web.Localization;
using Proctoring.Web.Reports;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web;

/// <summary>Adds and maps everything that a browser meets.</summary>
internal static class ProctoringWeb
{
    public static WebApplicationBuilder AddProctoring(this WebApplicationBuilder builder)
    {
        // Outside Development the files of packages are otherwise not found when run from a build; no-op when published.
        builder.WebHost.UseStaticWebAssets();
        UseOwnAddress(builder);
        var root = builder.Environment.ContentRootPath;
        var settings = builder.Configuration.GetSection(ProctoringOptions.Section).Get<ProctoringOptions>() ?? new ProctoringOptions();
        var paths = ProctoringPaths.From(settings, root);
        builder.Services.AddProctoringCore(builder.Configuration, root);
        builder.Services.AddDataProtection().SetApplicationName("Proctoring").PersistKeysToFileSystem(new DirectoryInfo(paths.Keys));
        builder.Services.AddProctoringHealth();
        builder.Services.AddSingleton<ModelLoader>().AddHostedService(provider => provider.GetRequiredService<ModelLoader>());
        builder.Services.AddSingleton<EvidenceLinks>();
        builder.Services.AddSignalR().AddMessagePackProtocol().AddHubOptions<CandidateHub>(options =>
        {
            options.MaximumReceiveMessageSize = CandidateHubLimits.MaximumMessageBytes;
            (options.ClientTimeoutInterval, options.KeepAliveInterval) = (CandidateHubLimits.CutOffAfter, CandidateHubLimits.SayEvery);
        });
        builder.Services.AddStaffSignIn(settings.SignIn);
        builder.Services.AddProctoringApi();
        builder.Services.AddEmbedding();
        builder.Services.AddLanguages();
        builder.Services.AddCandidatePages();
        return builder;
    }

    public static void UseProctoring(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseMiddleware<StorageFailures>();
        app.UseLanguages();
        app.UseProctoringApi();
        app.UseSdkForOthers();
        app.MapCandidatePages();
        app.MapLanguages();
        app.MapProctoringApi();
        app.MapHub<CandidateHub>(CandidateHub.Path);
        app.MapEvidence();
        app.MapSessionsCsv();
        app.MapLivePictures();
        app.MapStaffSignIn();
        app.MapReportDownloads();
        app.MapHealth();
    }

    /// <summary>One's own address where nobody named another; not a setting, because appsettings.json would override ASPNETCORE_URLS.</summary>
    static void UseOwnAddress(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (configuration["urls"] is null && configuration["http_ports"] is null && !configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls("http://localhost:5080");
    }

    static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        // The address of a session says which one it is; no other site needs to know.
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(self), microphone=(self), fullscreen=(self), display-capture=(self), geolocation=()";
        // blob: for the worker and the pictures that the page makes itself; data: for icons in style sheets.
        headers.ContentSecurityPolicy =
            "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
            + "font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors " + EmbedHeaders.Ancestors(context);
        return next(context);
    });
}
