using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using MudBlazor;
using MudBlazor.Services;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>A quiz is not submitted while answers are unsaved and there is time to save them.</summary>
public sealed class HandingInTests : BunitContext, IAsyncLifetime
{
    CoreHost host = null!;
    SessionAccess access = null!;
    bool ended;

    /// <summary>What the browser answers when it is asked to send everything.</summary>
    JSRuntimeInvocationHandler<bool> drain = null!;

    public async ValueTask InitializeAsync()
    {
        host = await CoreHost.CreateAsync();
        access = await host.StartSessionAsync(proctored: false);
        JSInterop.Mode = JSRuntimeMode.Loose;
        var script = JSInterop.SetupModule(call => call.Identifier == "callModule" && Equals(call.Arguments[1], "open"));
        script.Mode = JSRuntimeMode.Loose;
        drain = script.Setup<bool>("drain", _ => true);
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddSingleton<TimeProvider>(host.Clock);
        Services.AddSingleton(host.Get<SessionOpener>());
        Services.AddSingleton(host.Get<SessionCloser>());
        Services.AddSingleton(host.Get<AnswerStore>());
        Services.AddSingleton(host.Get<SessionPauses>());
        Services.AddSingleton(host.Get<SessionFeed>());
        Services.AddScoped(services => new ViewerClock(services.GetRequiredService<IJSRuntime>()));
    }

    [Fact]
    public async Task Unsaved_answers_delay_the_submission_until_they_are_saved()
    {
        var page = Show();
        drain.SetResult(false);
        await page.InvokeAsync(page.Instance.SubmitFromSheet);
        Assert.Contains("Not all answers are saved yet", page.Find("[data-testid=hand-in-trouble]").TextContent, StringComparison.Ordinal);
        Assert.Equal(SessionStatus.Running, await StatusAsync());
        Assert.False(page.Find("exam-sheet").HasAttribute("locked"));

        drain.SetResult(true);
        await page.InvokeAsync(page.Instance.SubmitFromSheet);
        Assert.Empty(page.FindAll("[data-testid=hand-in-trouble]"));
        Assert.True(ended);
        Assert.Equal(SessionStatus.Submitted, await StatusAsync());
    }

    [Fact]
    public async Task When_the_time_is_up_it_is_submitted_as_soon_as_everything_is_sent()
    {
        var page = Show();
        drain.SetResult(false);
        var left = (await host.Get<SessionOpener>().FindAsync(access, CancellationToken.None))!.EndsAt!.Value - host.Now;

        await page.InvokeAsync(() => host.Clock.Advance(left));
        await PassAsync(page, () => drain.Invocations.Count > 1);
        Assert.False(ended);
        Assert.Equal(SessionStatus.Running, await StatusAsync());
        drain.SetResult(true);
        await PassAsync(page, () => ended);

        Assert.Equal(SessionStatus.TimedOut, await StatusAsync());
    }

    /// <summary>A proctor moves the deadline at the moment at which the page, which does not know it yet, sees the old one pass.</summary>
    [Fact]
    public async Task Time_that_was_added_at_the_last_moment_is_not_lost()
    {
        var page = Show();
        drain.SetResult(true);
        await using (var database = host.OpenDatabase())
        {
            var session = await database.Sessions.SingleAsync(row => row.Id == access.SessionId);
            session.EndsAt = session.EndsAt!.Value.AddMinutes(5);
            await database.SaveChangesAsync();
            await page.InvokeAsync(() => host.Clock.Advance(session.EndsAt.Value.AddMinutes(-5) - host.Now));
        }

        await page.WaitForStateAsync(() => drain.Invocations.Count > 0, TimeSpan.FromSeconds(30));
        await page.WaitForAssertionAsync(
            () => Assert.False(page.Find("[data-testid=hand-in]").HasAttribute("disabled")),
            TimeSpan.FromSeconds(30)
        );
        Assert.False(ended);
        Assert.Equal(SessionStatus.Running, await StatusAsync());
    }

    IRenderedComponent<ProctoredQuiz> Show()
    {
        Render<MudPopoverProvider>();
        Render<MudDialogProvider>();
        var page = Render<ProctoredQuiz>(parameters =>
            parameters.Add(quiz => quiz.Access, access).Add(quiz => quiz.OnEnded, EventCallback.Factory.Create(this, () => ended = true))
        );
        page.WaitForElement("exam-sheet", TimeSpan.FromSeconds(10));
        return page;
    }

    /// <summary>Advances the clock until a condition holds.</summary>
    async Task PassAsync(IRenderedComponent<ProctoredQuiz> page, Func<bool> so)
    {
        for (var tries = 0; tries < 100 && !await page.InvokeAsync(so); tries++)
        {
            await page.InvokeAsync(() => host.Clock.Advance(TimeSpan.FromSeconds(1)));
            try
            {
                await page.WaitForStateAsync(so, TimeSpan.FromMilliseconds(50));
            }
            catch (Bunit.Extensions.WaitForHelpers.WaitForFailedException)
            {
                // More time has to pass first.
            }
        }

        Assert.True(await page.InvokeAsync(so));
    }

    async Task<SessionStatus> StatusAsync() => (await host.Get<SessionOpener>().FindAsync(access, CancellationToken.None))!.Status;

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await host.DisposeAsync();
    }
}
