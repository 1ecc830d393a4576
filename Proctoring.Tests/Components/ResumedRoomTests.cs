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
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Health;
using Proctoring.Web.SetupCheck;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>A room around other content finds its session again after a reload.</summary>
public sealed class ResumedRoomTests : BunitContext, IAsyncLifetime
{
    CoreHost host = null!;
    SessionAccess? opened;

    public async ValueTask InitializeAsync()
    {
        host = await CoreHost.CreateAsync();
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

    [Fact]
    public async Task A_reload_resumes_the_same_session_until_it_is_over()
    {
        var first = Show();
        await first.Find("[data-testid=consent]").ChangeAsync(new ChangeEventArgs { Value = true });
        await first.Find("[data-testid=agree]").ClickAsync();
        first.WaitForElement("[data-testid=faults]", TimeSpan.FromSeconds(10));
        Assert.NotNull(opened);
        Assert.Equal(1, await SessionsAsync());

        // The browser returns the stored value.
        foreach (var stored in JSInterop.Invocations["localStorage.setItem"])
            JSInterop.Setup<string?>("localStorage.getItem", stored.Arguments[0]).SetResult((string?)stored.Arguments[1]);
        Show().WaitForElement("[data-testid=faults]", TimeSpan.FromSeconds(10));
        Assert.Equal(1, await SessionsAsync());

        await using (var database = host.OpenDatabase())
            await database.Sessions.ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, SessionStatus.TimedOut));
        Show().WaitForElement("[data-testid=consent]", TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_session_of_another_exam_is_not_resumed()
    {
        Show().WaitForElement("[data-testid=consent]", TimeSpan.FromSeconds(10));
        Show("Essay 2").WaitForElement("[data-testid=consent]", TimeSpan.FromSeconds(10));

        Assert.Equal(2, JSInterop.Invocations["localStorage.getItem"].Select(call => call.Arguments[0]).Distinct().Count());
    }

    IRenderedComponent<ExamProctoring> Show(string exam = "Essay") =>
        Render<ExamProctoring>(parameters =>
            parameters
                .Add(room => room.StudentId, "s-1001")
                .Add(room => room.ExamName, exam)
                .Add(room => room.TotalQuestions, 1)
                .Add(room => room.OnSessionOpened, EventCallback.Factory.Create<SessionAccess>(this, access => opened = access))
                .Add(room => room.ChildContent, builder => builder.AddContent(0, "The essay"))
        );

    async Task<int> SessionsAsync()
    {
        await using var database = host.OpenDatabase();
        return await database.Sessions.CountAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await host.DisposeAsync();
    }
}
