using System.Globalization;
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
using Proctoring.Web.Components.ExamRoom;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>A quiz is not submitted while answers are unsaved and there is time to save them.</summary>
public sealed class HandingInTests : BunitContext, IAsyncLifetime
{
    CoreHost host = null!;
    SessionAccess access = null!;
    bool ended;

    public async ValueTask InitializeAsync()
    {
        host = await CoreHost.CreateAsync();
        access = await host.StartSessionAsync(proctored: false);
        JSInterop.Mode = JSRuntimeMode.Loose;
        // The browser has no pending answers: the tests bring each answer to the server themselves.
        var script = JSInterop.SetupModule("./js/exam/answers.js").SetupModule(call => call.Identifier == "open");
        script.Mode = JSRuntimeMode.Loose;
        script.Setup<bool>("drain", _ => true).SetResult(true);
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddSingleton<TimeProvider>(host.Clock);
        Services.AddSingleton(host.Get<SessionOpener>());
        Services.AddSingleton(host.Get<SessionCloser>());
        Services.AddSingleton(host.Get<AnswerStore>());
        Services.AddSingleton(host.Get<SessionFeed>());
        Services.AddSingleton<UnsavedAnswers>();
    }

    [Fact]
    public async Task Unsaved_answers_delay_the_submission_until_they_are_saved()
    {
        var (page, dialogs) = Show();
        await TakeAnswersAwayAsync();
        var stored = await ChooseAsync(page);

        await AskToHandInAsync(page, dialogs);
        await PassAsync(page, () => page.FindAll("[data-testid=hand-in-trouble]").Count > 0);
        Assert.Contains("Not all answers are saved yet", page.Find("[data-testid=hand-in-trouble]").TextContent, StringComparison.Ordinal);
        Assert.Equal(SessionStatus.Running, await StatusAsync());

        Assert.False(stored.IsCompleted);

        await BringAnswersBackAsync();
        await PassAsync(page, () => page.Find("[data-testid=save-state]").GetAttribute("server") == "Saved");
        Assert.Equal("stored", await stored);
        Assert.Empty(page.FindAll("[data-testid=hand-in-trouble]"));
        await AskToHandInAsync(page, dialogs);
        await PassAsync(page, () => ended);
        Assert.Equal(SessionStatus.Submitted, await StatusAsync());
    }

    [Fact]
    public async Task When_the_time_is_up_it_is_submitted_anyway()
    {
        var (page, _) = Show();
        await TakeAnswersAwayAsync();
        _ = ChooseAsync(page);
        await BringAnswersBackAsync();
        var left = (await host.Get<SessionOpener>().FindAsync(access, CancellationToken.None))!.EndsAt!.Value - host.Now;

        await page.InvokeAsync(() => host.Clock.Advance(left));
        await PassAsync(page, () => ended);

        Assert.Equal(SessionStatus.TimedOut, await StatusAsync());
    }

    (IRenderedComponent<ProctoredQuiz> Page, IRenderedComponent<MudDialogProvider> Dialogs) Show()
    {
        Render<MudPopoverProvider>();
        var dialogs = Render<MudDialogProvider>();
        var page = Render<ProctoredQuiz>(parameters =>
            parameters.Add(quiz => quiz.Access, access).Add(quiz => quiz.OnEnded, EventCallback.Factory.Create(this, () => ended = true))
        );
        page.WaitForElement("[data-testid=choice-1] input", TimeSpan.FromSeconds(10));
        return (page, dialogs);
    }

    /// <summary>Brings an answer as the script does. The task ends when the answer is stored.</summary>
    async Task<Task<string>> ChooseAsync(IRenderedComponent<ProctoredQuiz> page)
    {
        var question = int.Parse(page.Find("[data-testid=choice-1] input").GetAttribute("data-question")!, CultureInfo.InvariantCulture);
        Task<string> storing = null!;
        await page.InvokeAsync(() =>
        {
            storing = page.Instance.StoreAnswer(question, 0, host.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        });
        await page.WaitForAssertionAsync(
            () => Assert.Equal("Retrying", page.Find("[data-testid=save-state]").GetAttribute("server")),
            TimeSpan.FromSeconds(10)
        );
        return storing;
    }

    static async Task AskToHandInAsync(IRenderedComponent<ProctoredQuiz> page, IRenderedComponent<MudDialogProvider> dialogs)
    {
        // The click's own task ends only with the dialog.
        _ = page.Find("[data-testid=hand-in]").ClickAsync();
        var confirm = await dialogs.WaitForElementAsync("[data-testid=confirm-hand-in]", TimeSpan.FromSeconds(10));
        _ = confirm.ClickAsync();
        await dialogs.WaitForAssertionAsync(() => Assert.Empty(dialogs.FindAll("[data-testid=confirm-hand-in]")), TimeSpan.FromSeconds(10));
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

    Task TakeAnswersAwayAsync() => ChangeAsync("ALTER TABLE \"Answers\" RENAME TO \"AnswersAway\"");

    Task BringAnswersBackAsync() => ChangeAsync("ALTER TABLE \"AnswersAway\" RENAME TO \"Answers\"");

    async Task ChangeAsync(string sql)
    {
        await using var database = host.OpenDatabase();
        await database.Database.ExecuteSqlRawAsync(sql);
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await host.DisposeAsync();
    }
}
