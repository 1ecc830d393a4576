using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Proctoring.Core.Exams;
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

    /// <summary>The same when the time is up; then the quiz is submitted in any case.</summary>
    static readonly TimeSpan LastAnswersOfAll = TimeSpan.FromSeconds(10);

    readonly CancellationTokenSource gone = new();
    readonly Dictionary<int, int> answers = [];
    ExamProctoring? room;
    SessionView? view;
    IReadOnlyList<QuestionView> questions = [];
    AnswerSaver? saver;
    AnswerScript? script;
    IDisposable? following;
    string? trouble;
    bool notAllSaved;
    int current;
    bool busy;

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
    UnsavedAnswers Unsaved { get; set; } = null!;

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

    async Task BeginAloneAsync()
    {
        (busy, trouble) = (true, null);
        try
        {
            if (await Opener.StartAsync(Access, gone.Token) is { } started)
                await StartedAsync(started);
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
        view = started;
        var found = await Opener.QuestionsAsync(Access, gone.Token);
        foreach (var (question, choice) in await Sheet.ReadAsync(Access, gone.Token))
            answers[question] = choice;
        var unsaved = await Unsaved.TakeAsync(Access.SessionId);
        foreach (var answer in unsaved)
            answers[answer.QuestionId] = answer.Choice;
        await OpenScriptAsync(found);
        questions = found;
        await OnStarted.InvokeAsync(started);
        // Back to the first question without an answer.
        current = Math.Max(0, questions.ToList().FindIndex(question => !answers.ContainsKey(question.Id)));
        var access = Access;
        saver = new AnswerSaver(
            (answer, cancellation) => Sheet.KeepAsync(access, answer.QuestionId, answer.Choice, answer.At, cancellation),
            Time,
            Log,
            access.SessionId,
            SavingChanged
        );
        foreach (var answer in unsaved)
            _ = saver.StoreAsync(answer);
        await script!.BeginAsync();
        // In the exam room, ExamProctoring reports the end.
        if (!started.Proctored)
            following ??= Feed.Follow(started.Id, news => _ = news is FinishedNews ? InvokeAsync(Ended) : Task.CompletedTask);
    }

    /// <summary>Takes over the answers that this browser stored and could not send; they are newer than the server's.</summary>
    async Task OpenScriptAsync(IReadOnlyList<QuestionView> found)
    {
        script ??= await AnswerScript.OpenAsync(Browser, Access.SessionId, this, Time.GetUtcNow(), Log);
        foreach (var pending in await script.PendingAsync())
        {
            if (found.Any(question => question.Id == pending.Question && pending.Value >= 0 && pending.Value < question.Choices.Count))
                answers[pending.Question] = pending.Value;
        }
    }

    /// <summary>Called by the script with an answer, which stays in the browser until this returns.</summary>
    /// <param name="question">The question's id.</param>
    /// <param name="choice">The index of the choice, from 0.</param>
    /// <param name="atMs">The time of the answer by the server's clock, as the page knows it, in milliseconds since 1970.</param>
    /// <returns>"stored", "older" (a later answer is stored and shown), "closed" or "unknown".</returns>
    [JSInvokable]
    public async Task<string> StoreAnswer(int question, int choice, long atMs)
    {
        if (saver is null || questions.All(known => known.Id != question))
            return "unknown";
        answers[question] = choice;
        var storing = saver.StoreAsync(new GivenAnswer(question, choice, TimeOf(atMs)));
        StateHasChanged();
        var outcome = await storing;
        if (outcome == AnswerOutcome.Older)
        {
            answers[question] = (await Sheet.ReadAsync(Access, gone.Token))[question];
            StateHasChanged();
        }

        return outcome switch
        {
            AnswerOutcome.Stored => "stored",
            AnswerOutcome.Older => "older",
            AnswerOutcome.Closed => "closed",
            _ => "unknown",
        };
    }

    /// <summary>The time of an answer. It comes from a browser, so it may be any value.</summary>
    DateTime TimeOf(long atMs)
    {
        var now = Time.GetUtcNow();
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(atMs, 0, now.ToUnixTimeMilliseconds())).UtcDateTime;
    }

    async Task AskToHandInAsync()
    {
        var open = questions.Where(question => !answers.ContainsKey(question.Id)).Select(question => question.Number).ToList();
        var dialog = await Dialogs.ShowAsync<SubmitDialog>(
            L["Submit_Title"],
            new DialogParameters<SubmitDialog> { { question => question.Unanswered, open } }
        );
        if (await dialog.Result is { Canceled: false })
            await HandInAsync();
    }

    void SavingChanged()
    {
        if (notAllSaved && saver?.State is SaveState.Saved or SaveState.Closed)
            trouble = null;
        StateHasChanged();
    }

    bool TimeIsUp => view?.EndsAt <= Time.GetUtcNow().UtcDateTime;

    Task TimeUpAsync() => HandInAsync();

    async Task HandInAsync()
    {
        if (busy)
            return;
        (busy, trouble, notAllSaved) = (true, null, false);
        StateHasChanged();
        try
        {
            var allSaved = await FlushAsync(TimeIsUp ? LastAnswersOfAll : LastAnswers);
            if (!allSaved && !TimeIsUp)
                (trouble, notAllSaved, busy) = (L["Quiz_NotAllSaved"], true, false);
            else if (room is not null)
                await room.EndAsync();
            else if (await Closer.SubmitAsync(Access, null, gone.Token) is not null)
                await Ended();
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            Log.NotSubmitted(cause, Access.SessionId);
            trouble = L["Quiz_SubmitFailed"];
            busy = false;
        }
    }

    /// <summary>Waits for the last answers: those in the browser, then those being stored. False if some are still pending.</summary>
    async Task<bool> FlushAsync(TimeSpan limit)
    {
        if (saver is null)
            return true;
        var sent = script is null || await script.DrainAsync(limit);
        return await saver.FlushAsync(limit) && sent;
    }

    Task Ended() => OnEnded.InvokeAsync();

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        following?.Dispose();
        if (saver is not null)
            Unsaved.Leave(Access.SessionId, saver);
        if (script is not null)
            await script.DisposeAsync();
        gone.Dispose();
    }
}
