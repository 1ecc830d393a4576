using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Embedding;

namespace Proctoring.Web.Components.Pages.Embed;

// The messages to the host page, and its commands.
public sealed partial class EmbedPage
{
    const string PausedByHost = "the page around the exam paused monitoring";

    ExamProctoring? room;
    ProctoredQuiz? quiz;
    DotNetObjectReference<EmbedPage>? self;
    IJSObjectReference? page;
    HostChannel? line;
    IDisposable? following;
    bool unseen;
    bool over;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    [Inject]
    EmbedOrigins Origins { get; set; } = null!;

    [Inject]
    SessionFeed Feed { get; set; } = null!;

    [Inject]
    ReportReader Reports { get; set; } = null!;

    [Inject]
    IRunningSessions Running { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    ILogger<EmbedPage> Log { get; set; } = null!;

    /// <summary>Called by the script for a command of the host page. The script has checked its origin.</summary>
    /// <param name="name">The command.</param>
    /// <param name="correctAnswers">A result. The candidate controls that page, so it never counts: the host reports it with its API
    /// key.</param>
    [JSInvokable]
    public Task HostCommand(string name, int? correctAnswers)
    {
        if (correctAnswers is not null)
            LogResultIgnored(Log);
        return InvokeAsync(() => DoAsync(name));
    }

    Task DoAsync(string name) =>
        (name, room, quiz) switch
        {
            ("pause", { } watched, _) => PauseAsync(watched.PauseWatchingAsync(PausedByHost)),
            ("pause", _, { } ours) => PauseAsync(ours.PauseWatchingAsync(PausedByHost)),
            ("resume", { } watched, _) => watched.ResumeWatchingAsync(),
            ("resume", _, { } ours) => ours.ResumeWatchingAsync(),
            ("end", { } watched, _) when view is { Status: SessionStatus.Running } => watched.EndAsync(),
            ("end", _, { } ours) => ours.EndAsync(),
            _ => Task.CompletedTask,
        };

    [LoggerMessage(
        LogLevel.Information,
        "A host page reported a result from the candidate's browser; only an API key can, so it is ignored"
    )]
    static partial void LogResultIgnored(ILogger log);

    async Task PauseAsync(Task<PauseAnswer> asked)
    {
        if (await asked == PauseAnswer.NotAllowed)
            line!.Say(HostMessage.PauseRefused);
    }

    async Task ArriveAsync()
    {
        self = DotNetObjectReference.Create(this);
        page =
            await Browser.CallModuleAsync<IJSObjectReference>(
                "./Components/Pages/Embed/EmbedPage.razor.js",
                "arrive",
                new { Listed = (string[])[.. Origins.All, Origin], Origins.AnyLocal },
                self
            ) ?? throw new InvalidOperationException("The script of the frame returned nothing.");
        surroundings = await page.InvokeAsync<Surroundings>("surroundings") ?? Surroundings.Unknown;
        line = new HostChannel(page, Time);
    }

    /// <summary>Reports to the host page from now on what happens in the session.</summary>
    async Task FollowAsync()
    {
        if (following is not null)
            return;
        following = Feed.Follow(access!.SessionId, news => _ = InvokeAsync(() => Report(news)));
        await page!.InvokeVoidAsync("begin", gone.Token, IsSidecar);
    }

    void Report(SessionNews news)
    {
        switch (news)
        {
            case ViolationNews { Change: var change }:
                foreach (var message in HostMessage.From(change))
                    line!.Say(message);
                break;
            case WatchNews { State: WatchState.Silent } when !unseen:
                unseen = true;
                line!.Say(HostMessage.Interrupted(L["Host_NoPicture"], true));
                break;
            case WatchNews { State: WatchState.Active } or MissedNews when unseen:
                unseen = false;
                line!.Say(HostMessage.Interrupted(L["Host_NoPicture"], false));
                break;
        }
    }

    /// <summary>Does nothing: the host page shows its own content instead of the exam.</summary>
    void Refuse()
    {
        phase = EmbedPhase.Refused;
        line!.Say(HostMessage.Unavailable(L["Host_Expired"], StatusCodes.Status410Gone));
    }

    async Task StartedAsync(SessionView session)
    {
        view = session;
        var look = await Running.LookAsync(session.Id);
        line!.Say(HostMessage.Started(session, look is { HostMayPause: true }));
    }

    async Task ShowEndAsync()
    {
        if (await Reports.FindAsync(access!, gone.Token) is { } report)
            Ended(report);
        else
            Refuse();
        StateHasChanged();
    }

    void Ended(ReportContent report)
    {
        if (over)
            return;
        over = true;
        line!.Say(HostMessage.Submitted(report, view?.Number));
        // Beside the host page's own quiz there is nothing more to do here.
        if (IsSidecar)
            line.Say(HostMessage.Closed);
        phase = EmbedPhase.Result;
    }

    async Task LeaveAsync()
    {
        following?.Dispose();
        if (line is not null)
            await line.DisposeAsync();
        try
        {
            if (page is not null)
            {
                await page.InvokeVoidAsync("leave");
                await page.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The page has closed.
        }

        self?.Dispose();
    }
}
