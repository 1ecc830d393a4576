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
        if (busy)
            return;
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
