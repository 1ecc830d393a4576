using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using MudBlazor;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>A quiz of this server, from the first question to its submission: inside the exam room if it is proctored, alone if
/// not.</summary>
public sealed partial class ProctoredQuiz : IAsyncDisposable
{
    /// <summary>The last answers get this long to be stored before the quiz is submitted.</summary>
    static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(5);

    /// <summary>The same when the time is up; then it is repeated until nothing is left.</summary>
    static readonly TimeSpan LastAnswersOfAll = TimeSpan.FromSeconds(10);

    static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource gone = new();
    ExamProctoring? room;
    SessionView? view;
    Task<AnswerScript>? opening;
    bool preloaded;
    IDisposable? following;
    IReadOnlyList<ReportedTimeChange> changes = [];
    string? trouble;
    bool open;
    bool listening;
    bool busy;
    bool over;

    /// <summary>The frame around this page; null in a page of our own.</summary>
    [CascadingParameter]
    EmbedFrame? Frame { get; set; }

    /// <summary>The right to the session.</summary>
    [Parameter, EditorRequired]
    public SessionAccess Access { get; set; } = null!;

    /// <summary>Called when the exam starts, and when a running exam is resumed.</summary>
    [Parameter]
    public EventCallback<SessionView> OnStarted { get; set; }

    /// <summary>Called when the quiz is over: submitted, ended by the deadline or ended by staff.</summary>
    [Parameter]
    public EventCallback OnEnded { get; set; }

    [Inject]
    SessionOpener Opener { get; set; } = null!;

    [Inject]
    SessionCloser Closer { get; set; } = null!;

    [Inject]
    AnswerStore Sheet { get; set; } = null!;

    [Inject]
    SessionPauses Pauses { get; set; } = null!;

    [Inject]
    SessionFeed Feed { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    [Inject]
    ILogger<ProctoredQuiz> Log { get; set; } = null!;

    /// <summary>Submits the answers at the host page's request.</summary>
    public Task EndAsync() => view?.Status == SessionStatus.Running ? HandInAsync() : Task.CompletedTask;

    /// <inheritdoc cref="ExamProctoring.PauseWatchingAsync" />
    public Task<PauseAnswer> PauseWatchingAsync(string why) => room?.PauseWatchingAsync(why) ?? Task.FromResult(PauseAnswer.NotRunning);

    /// <inheritdoc cref="ExamProctoring.ResumeWatchingAsync" />
    public Task ResumeWatchingAsync() => room?.ResumeWatchingAsync() ?? Task.CompletedTask;

    protected override async Task OnInitializedAsync()
    {
        var found = await Opener.FindAsync(Access, gone.Token);
        if (found is { Proctored: false, Status: SessionStatus.Running })
            await StartedAsync(found);
        view = found;
    }

    protected override void OnAfterRender(bool firstRender)
    {
        // A reloaded exam: while the room opens. Without proctoring: while the candidate reads. The start page of a proctored exam has
        // loaded the script.
        if (preloaded || view is not ({ Status: SessionStatus.Running } or { Proctored: false }))
            return;
        preloaded = true;
        _ = AnswerScript.PreloadAsync(Browser);
    }

    async Task BeginAloneAsync()
    {
        (busy, trouble) = (true, null);
        try
        {
            if (await Opener.StartAsync(Access, gone.Token) is { } started)
                await StartedAsync(started);
        }
        catch (SessionRefusedException refusal)
        {
            trouble = L[$"Room_Refused{refusal.Reason}"];
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            Log.NotStarted(cause, Access.SessionId);
            trouble = L["Quiz_BeginFailed"];
            view = view! with { Status = SessionStatus.Preparing };
        }
        finally
        {
            busy = false;
        }
    }

    async Task StartedAsync(SessionView started)
    {
        // What changes from here on arrives as news.
        following ??= Feed.Follow(started.Id, news => _ = InvokeAsync(() => TakeAsync(news)));
        view = await Opener.FindAsync(Access, gone.Token) ?? started;
        var questions = await Opener.QuestionsAsync(Access, gone.Token);
        var choices = await Sheet.ReadAsync(Access, gone.Token);
        var now = await Sheet.PageTimeAsync(Access, gone.Token);
        changes = await Opener.TimeChangesAsync(Access, gone.Token);
        var sheet = ExamSheet.Of(Access, started, questions, choices);
        opening ??= AnswerScript.OpenAsync(Browser, this, sheet, now, Log);
        preloaded = true;
        open = true;
        await OnStarted.InvokeAsync(started);
        await FollowPauseAsync();
        // Not awaited: the browser's answer would cost a round trip before the first question.
        _ = FollowOpeningAsync(opening);
    }

    /// <summary>Offers the submission when the script listens to it, and another attempt if the browser could not open the sheet.</summary>
    async Task FollowOpeningAsync(Task<AnswerScript> opened)
    {
        try
        {
            await opened;
            if (gone.IsCancellationRequested)
                return;
            listening = true;
            StateHasChanged();
        }
        catch (Exception cause)
        {
            // The page has closed, the exam is over, or a later attempt is on its way.
            if (gone.IsCancellationRequested || over || opened != opening)
                return;
            Log.NotStarted(cause, Access.SessionId);
            (opening, open, listening) = (null, false, false);
            if (room is not null)
                await room.ExplainAsync();
            else
                (trouble, view) = (L["Quiz_BeginFailed"], view! with { Status = SessionStatus.Preparing });
            StateHasChanged();
        }
    }

    /// <summary>The script when it has opened the sheet; null if the browser does not answer in time.</summary>
    async Task<AnswerScript?> OpenedAsync(TimeSpan limit)
    {
        try
        {
            return opening is null ? null : await opening.WaitAsync(limit, Time, gone.Token);
        }
        catch (Exception cause) when (cause is TimeoutException or JSException or JSDisconnectedException or OperationCanceledException)
        {
            Log.BrowserSilent(cause, Access.SessionId, "open");
            return null;
        }
    }

    /// <summary>Asks first: a break uses up time that the candidate may want later.</summary>
    async Task TakeBreakAsync()
    {
        var agreed = await Dialogs.ShowMessageBoxAsync(
            L["Pause_AskTitle"],
            L["Pause_AskText", DisplayText.Duration(view!.BreakLeft)],
            yesText: L["Pause_Take"],
            cancelText: L["Pause_Continue"]
        );
        if (agreed != true)
            return;
        (busy, trouble) = (true, null);
        try
        {
            // What was chosen before the break must not wait for its end.
            await FlushAsync(LastAnswers);
            if (!await Pauses.BeginBreakAsync(Access, gone.Token))
                trouble = L["Pause_Failed"];
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            Log.BreakNotChanged(cause, Access.SessionId);
            trouble = L["Pause_Failed"];
        }
        finally
        {
            busy = false;
        }
    }

    Task FollowPauseAsync() => room?.FollowPauseAsync(view?.Pause is not null) ?? Task.CompletedTask;

    /// <summary>Takes over a new deadline, and the end. In the exam room, ExamProctoring reports the end.</summary>
    async Task TakeAsync(SessionNews news)
    {
        if (news is DeadlineNews { Change: var change } && view is not null)
        {
            changes = [.. changes, new(change.ChangedAt, change.Kind, change.Seconds, change.EndsAt, change.Reason)];
            view = After(changes[^1], view);
            StateHasChanged();
            await FollowPauseAsync();
        }
        else if (news is FinishedNews && view is { Proctored: false })
        {
            await Ended();
        }
        else if (news is MissedNews)
        {
            await CatchUpAsync();
        }
    }

    /// <summary>Reads the deadline and the end again, because news may have been missed.</summary>
    async Task CatchUpAsync()
    {
        try
        {
            if (over || view is null || await Opener.FindAsync(Access, gone.Token) is not { } now)
                return;
            changes = await Opener.TimeChangesAsync(Access, gone.Token);
            view = view with { EndsAt = now.EndsAt, BreakLeft = now.BreakLeft, Pause = now.Pause };
            StateHasChanged();
            await FollowPauseAsync();
            if (now is { Finished: true, Proctored: false })
                await Ended();
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            // The database may be away. The browser ends the exam at the deadline that it knows.
            Log.ReportNotRead(cause, Access.SessionId);
        }
        catch (OperationCanceledException)
        {
            // The page has closed.
        }
    }

    static SessionView After(ReportedTimeChange change, SessionView view) =>
        view with
        {
            EndsAt = change.EndsAt,
            BreakLeft = change.Kind is TimeChangeKind.Break or TimeChangeKind.BreakEnded ? view.BreakLeft - change.Added : view.BreakLeft,
            Pause = change.Kind switch
            {
                TimeChangeKind.PauseEnded or TimeChangeKind.BreakEnded => null,
                TimeChangeKind.Pause or TimeChangeKind.Break => PauseView.Of(change),
                // Time that is added during a pause.
                _ => view.Pause is { } pause ? pause with { EndsAt = change.EndsAt } : null,
            },
        };

    /// <summary>Called by the script when the candidate submits the exam in the review. Returns when it is over or continues.</summary>
    [JSInvokable]
    public Task SubmitFromSheet() =>
        InvokeAsync(async () =>
        {
            await HandInAsync();
            StateHasChanged();
        });

    /// <summary>Called by the script when the candidate takes the exam from another window to this one.</summary>
    [JSInvokable]
    public Task UseThisWindow() => InvokeAsync(() => room?.UseThisWindowAsync() ?? Task.CompletedTask);

    /// <summary>Asks before the candidate leaves a running exam for another page of this site. The script asks before the others.</summary>
    async Task ConfirmLeavingAsync(LocationChangingContext leaving)
    {
        if (!open || over)
            return;
        var leaves = await Dialogs.ShowMessageBoxAsync(
            L["Leave_Title"],
            L["Leave_Text"],
            yesText: L["Leave_Leave"],
            cancelText: L["Leave_Stay"]
        );
        if (leaves != true)
            leaving.PreventNavigation();
    }

    bool TimeIsUp => view?.EndsAt <= Time.GetUtcNow().UtcDateTime;

    Task TimeUpAsync() => HandInAsync();

    async Task HandInAsync()
    {
        if (busy)
            return;
        (busy, trouble) = (true, null);
        StateHasChanged();
        try
        {
            var timeWasUp = TimeIsUp;
            var allSaved = await FlushAsync(timeWasUp ? LastAnswersOfAll : LastAnswers);
            // Answers without a connection are sent when it is back. If it does not come back, the server ends the session.
            while (!allSaved && TimeIsUp)
            {
                await Task.Delay(BetweenTries, Time, gone.Token);
                allSaved = await FlushAsync(LastAnswersOfAll);
            }

            if (!allSaved)
                trouble = timeWasUp ? null : L["Quiz_NotAllSaved"].Value;
            else if (room is not null)
                await (timeWasUp ? room.TimeOutAsync() : room.EndAsync());
            else if (await SubmitAloneAsync(timeWasUp) is not null)
                await Ended();
            // Not over if an answer is not saved, or the time was extended in the meantime.
            busy = over;
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            Log.NotSubmitted(cause, Access.SessionId);
            trouble = L["Quiz_SubmitFailed"];
            busy = false;
        }
    }

    Task<ReportContent?> SubmitAloneAsync(bool timeIsUp) =>
        timeIsUp ? Closer.TimeOutAsync(Access, gone.Token) : Closer.SubmitAsync(Access, null, gone.Token);

    /// <summary>Waits until the server has the browser's last answers. False if some are still pending.</summary>
    async Task<bool> FlushAsync(TimeSpan limit) =>
        opening is null || (await OpenedAsync(limit) is { } script && await script.DrainAsync(limit));

    async Task Ended()
    {
        over = true;
        if (await OpenedAsync(LastAnswers) is { } script)
            await script.LeaveAsync();
        await OnEnded.InvokeAsync();
    }

    static async Task CloseAsync(Task<AnswerScript> opening)
    {
        try
        {
            await using var script = await opening;
        }
        catch (Exception cause) when (cause is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The page has closed, or its sheet never opened.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        following?.Dispose();
        if (opening is not null)
            await CloseAsync(opening);
        gone.Dispose();
    }
}
