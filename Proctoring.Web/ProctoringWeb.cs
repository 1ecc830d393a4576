using Proctoring.Core;
using Proctoring.Core.Notifications;
using Proctoring.Web.Api;
using Proctoring.Web.Components;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Components.Layout;
using Proctoring.Web.Components.Pages.Manage.Audit;
using Proctoring.Web.Components.Pages.Manage.DataProtection;
using Proctoring.Web.Components.Pages.Manage.ExamInvitations;
using Proctoring.Web.Components.Pages.Manage.ExamList;
using Proctoring.Web.Components.Pages.Review.ExamResults;
using Proctoring.Web.Components.Pages.Review.Live;
using Proctoring.Web.Components.Pages.Review.Sessions;
using Proctoring.Web.Embedding;
using Proctoring.Web.Evidence;
using Proctoring.Web.Health;
using Proctoring.Web.Hubs;
using Proctoring.Web.Localization;
using Proctoring.Web.Nodes;
using Proctoring.Web.PhoneCamera;
using Proctoring.Web.Reports;
using Proctoring.Web.Requests;
using Proctoring.Web.SetupCheck;
using Proctoring.Web.StaffSignIn;
using Proctoring.Web.Telemetry;

namespace Proctoring.Web;

/// <summary>Registers and maps the parts that serve browsers.</summary>
internal static partial class ProctoringWeb
{
    /// <summary>How long the server may take to stop: every running session is stored, and the database may be slow.</summary>
    static readonly TimeSpan StopWithin = TimeSpan.FromMinutes(2);

    public static WebApplicationBuilder AddProctoring(this WebApplicationBuilder builder)
    {
        // Outside Development, a server that runs from a build would not find the files of packages. A published one needs no help.
        builder.WebHost.UseStaticWebAssets();
        // From a build, the framework serves static files as during development: uncompressed, and no browser may store them.
        if (!builder.Environment.IsDevelopment())
            builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        UseOwnAddress(builder);
        var root = builder.Environment.ContentRootPath;
        var settings = builder.Configuration.GetSection(ProctoringOptions.Section).Get<ProctoringOptions>() ?? new ProctoringOptions();
        builder.AddSessionSilo(settings.Cluster);
        var paths = ProctoringPaths.From(settings, root);
        builder.Services.AddProctoringCore(builder.Configuration, root);
        builder.Services.UseSessionGrains();
        builder.Services.AddKeys(settings.Storage, paths.Keys, root);
        builder.Services.AddProctoringHealth();
        builder.Services.AddTelemetry(settings.Telemetry, builder.Configuration);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopWithin);
        builder.Services.AddSingleton<ModelLoader>().AddHostedService(provider => provider.GetRequiredService<ModelLoader>());
        builder.AddConnectionLimits(settings.Connections);
        builder.Services.AddProxyHeaders(settings.Proxies);
        builder.Services.AddSingleton<PublicAddress>();
        builder.Services.AddTransient<IStartupFilter, SitePath>();
        builder.Services.AddHsts(options => options.MaxAge = SecurityHeaders.OnlyHttpsFor);
        builder.Services.AddEvidence();
        builder.Services.AddSingleton<ResultLinks>();
        builder.Services.AddSingleton<IOutboxChannel, ResultChannel>();
        builder.Services.AddSingleton<OwnReportLinks>();
        builder.Services.AddSetupCheck();
        builder.Services.AddSingleton<Invitations>();
        builder.Services.AddSingleton<StoredNotices>();
        builder.Services.AddSingleton<JoinLimits>();
        builder.Services.AddSingleton<IncompletePictures>();
        builder
            .Services.AddSignalR()
            .AddMessagePackProtocol()
            .AddHubOptions<CandidateHub>(options =>
            {
                options.MaximumReceiveMessageSize = CandidateHubLimits.MaximumMessageBytes;
                (options.ClientTimeoutInterval, options.KeepAliveInterval) = (CandidateHubLimits.CutOffAfter, CandidateHubLimits.SayEvery);
                options.HandshakeTimeout = CandidateHubLimits.HandshakeWithin;
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
        app.LogWarnings();
        app.UseForwardedHeaders();
        app.Use(app.Services.GetRequiredService<PublicAddress>().ApplyAsync);
        if (!app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = ErrorPage.WriteAsync });
            app.UseHsts();
        }

        app.UseSecurityHeaders(EmbedHeaders.Ancestors);
        app.UseRateLimiter();
        app.UseMiddleware<StorageFailures>();
        app.UseLanguages();
        app.UseProctoringApi();
        app.UseSdkForOthers();
        app.MapCandidatePages();
        app.MapLanguages();
        app.MapScriptResources();
        app.MapSdkVersion();
        Brands.Map(app);
        app.MapProctoringApi();
        JoinLimits.Map(app);
        app.MapAnswers();
        app.MapUploads();
        app.MapEvidence();
        app.MapSessionsCsv();
        app.MapResultsCsv();
        app.MapLivePictures();
        app.MapStaffSignIn();
        app.MapStaffHome();
        app.MapAuditExport();
        app.MapStudentExport();
        app.MapExamDownloads();
        app.MapInvitationDownload();
        app.MapReportDownloads();
        app.MapSetupCheck();
        app.MapPhoneCamera();
        app.MapIdentityPictures();
        app.MapStartPhotos();
        app.MapHealth();
    }

    /// <summary>The default address. It is not in appsettings.json, because a setting there would override ASPNETCORE_URLS.</summary>
    static void UseOwnAddress(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (configuration["urls"] is null && configuration["http_ports"] is null && !configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(PublicAddress.Default);
    }

    static void LogWarnings(this WebApplication app)
    {
        foreach (var warning in SettingsCheck.Warnings(app.Configuration, app.Environment.IsDevelopment()))
            LogSetting(app.Logger, warning);
    }

    [LoggerMessage(LogLevel.Warning, "{Warning}")]
    static partial void LogSetting(ILogger log, string warning);
}
