using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Server.ProtectedBrowserStorage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;
using MudBlazor.Services;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Health;
using Proctoring.Web.SetupCheck;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>A room explains stored audio by the policy of the session; no candidate agrees to a text that they have not seen.</summary>
public sealed class SoundConsentTests : BunitContext, IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    CoreHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, ("Proctoring:Policies:strict:Rules:audio_detected:KeepSound", "true"));
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddOptions<ProctoringOptions>();
        Services.AddSingleton<SetupKeys>();
        Services.AddSingleton(host.Get<IdentityRequests>());
        Services.AddSingleton<TimeProvider>(host.Clock);
        Services.AddSingleton(host.Get<SessionOpener>());
        Services.AddSingleton(host.Get<SessionCloser>());
        Services.AddSingleton(host.Get<SessionFeed>());
        Services.AddSingleton(host.Get<IRunningSessions>());
        Services.AddSingleton(host.Get<MonitorReader>());
        Services.AddSingleton(host.Get<ReportReader>());
        Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        Services.AddScoped(services => new ProtectedLocalStorage(
            services.GetRequiredService<IJSRuntime>(),
            services.GetRequiredService<IDataProtectionProvider>()
        ));
        Services.AddScoped(services => new SessionAccessStore(
            services.GetRequiredService<ProtectedLocalStorage>(),
            services.GetRequiredService<IJSRuntime>()
        ));
        Services.AddScoped(services => new ViewerClock(services.GetRequiredService<IJSRuntime>()));
        Services.AddLogging();
        // The room stays at the step before the camera, which needs a browser.
        Services.AddHealthChecks().AddCheck("models", () => HealthCheckResult.Unhealthy());
        Services.AddSingleton(services => new HealthReports(
            services.GetRequiredService<HealthCheckService>(),
            TimeProvider.System,
            NullLogger<HealthReports>.Instance
        ));
        Services.AddScoped(services => new Readiness(services.GetRequiredService<HealthReports>(), NullLogger<Readiness>.Instance));
    }

    [Theory]
    [InlineData("strict", "up to 12 seconds of sound around it are stored")]
    [InlineData("standard", "No sound is stored.")]
    public async Task A_session_from_another_system_is_explained_by_its_own_policy(string policy, string words)
    {
        var access = await host.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = "s-1001",
                    ExamName = "Essay",
                    TotalQuestions = 1,
                    Proctored = true,
                    ConsentsLater = true,
                    Policy = policy,
                },
                default
            );

        Assert.Contains(words, Notice(Show(null, access)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strict", "up to 12 seconds of sound around it are stored")]
    [InlineData("standard", "No sound is stored.")]
    public async Task A_new_session_is_explained_by_the_policy_of_its_exam(string policy, string words)
    {
        await SetPolicyAsync(policy);

        Assert.Contains(words, Notice(Show(DemoExam.Slug, null)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_the_policy_changes_while_candidates_read_they_must_read_again()
    {
        var room = Show(DemoExam.Slug, null);
        Notice(room);
        await SetPolicyAsync("strict");
        await AgreeAsync(room);

        room.WaitForAssertion(() => Assert.Contains("has just changed", room.Markup, StringComparison.Ordinal), Patience);
        Assert.Contains("up to 12 seconds of sound around it are stored", Notice(room), StringComparison.Ordinal);
        Assert.True(room.Find("[data-testid=agree]").HasAttribute("disabled"));
        await using var database = host.OpenDatabase();
        Assert.Equal(0, await database.Sessions.CountAsync());
        await AgreeAsync(room);
        room.WaitForElement("[data-testid=faults]", Patience);
        Assert.Equal("strict", (await database.Sessions.SingleAsync()).Policy);
        Assert.True((await database.Consents.SingleAsync()).Sound);
    }

    static async Task AgreeAsync(IRenderedComponent<ExamProctoring> room)
    {
        await room.Find("[data-testid=consent]").ChangeAsync(new ChangeEventArgs { Value = true });
        await room.Find("[data-testid=agree]").ClickAsync();
    }

    static string Notice(IRenderedComponent<ExamProctoring> room) =>
        room.WaitForElement("[data-testid=consent-stored]", Patience).TextContent;

    IRenderedComponent<ExamProctoring> Show(string? slug, SessionAccess? access) =>
        Render<ExamProctoring>(parameters =>
            parameters
                .Add(room => room.StudentId, "s-1001")
                .Add(room => room.ExamName, "Essay")
                .Add(room => room.ExamSlug, slug)
                .Add(room => room.TotalQuestions, 1)
                .Add(room => room.Access, access)
                .Add(room => room.ChildContent, builder => builder.AddContent(0, "The essay"))
        );

    async Task SetPolicyAsync(string policy)
    {
        await using var database = host.OpenDatabase();
        await database.Exams.ExecuteUpdateAsync(set => set.SetProperty(exam => exam.Policy, policy));
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await host.DisposeAsync();
    }
}
