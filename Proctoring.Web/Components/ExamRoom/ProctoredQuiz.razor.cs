using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>A quiz of this server, from the first question to handing in: inside the exam room where it is proctored, alone where it is not.</summary>
public sealed partial class ProctoredQuiz : IDisposable
{
    /// <summary>The last answers get this long to be kept before the quiz is handed in.</summary>
    static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(5);

    /// <summary>The same when the time is up: then it is handed in all the same.</summary>
    static readonly TimeSpan LastAnswersOfAll = TimeSpan.FromSeconds(10);

    readonly CancellationTokenSource gone = new();
    readonly Dictionary<int, int> answers = [];
    ExamProctoring? room;
    SessionView? view;
    IReadOnlyList<QuestionView> questions = [];
    AnswerSaver? saver;
    IDisposable? following;
    string? trouble;
    bool notAllSaved;
    int current;
    bool busy;

    /// <summary>The frame that we are in; null in a page of our own.</summary>
    [CascadingParameter]
    EmbedFrame? Frame { get; set; }

    /// <summary>The right to the session.</summary>
    [Parameter, EditorRequired]
    public SessionAccess Access { get; set; } = null!;

    /// <summary>The clock runs; also called when a running exam is resumed.</summary>
    [Parameter]
    public EventCallback<SessionView> OnStarted { get; set; }

    /// <summary>The quiz is over, handed in or out of time.</summary>
    [Parameter]
    public EventCallback OnEnded { get; set; }

    [Inject]
    SessionOpener Register { get; set; } = null!;

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

    /// <summary>Hands in what was answered, at the wish of the page around.</summary>
    public Task EndAsync() => view?.Status == SessionStatus.Running ? HandInAsync() : Task.CompletedTask;

    /// <inheritdoc cref="ExamProctoring.PauseWatchingAsync" />
    public Task<PauseAnswer> PauseWatchingAsync(string why) => room?.PauseWatchingAsync(why) ?? Task.FromResult(PauseAnswer.NotRunning);

    /// <inheritdoc cref="ExamProctoring.ResumeWatchingAsync" />
    public Task ResumeWatchingAsync() => room?.ResumeWatchingAsync() ?? Task.CompletedTask;

    protected override async Task OnInitializedAsync()
    {
        var found = await Register.FindAsync(Access, gone.Token);
        if (found is { Proctored: false, Status: SessionStatus.Running })
            await StartedAsync(found);
        view = found;
    }

    async Task BeginAloneAsync()
    {
        (busy, trouble) = (true, null);
        try
        {
            if (await Register.StartAsync(Access, gone.Token) is { } started)
                await StartedAsync(started);
        }
        catch (Exception) when (!gone.IsCancellationRequested)
        {
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
        var found = await Register.QuestionsAsync(Access, gone.Token);
        foreach (var (question, choice) in await Sheet.ReadAsync(Access, gone.Token))
            answers[question] = choice;
        var unsaved = await Unsaved.TakeAsync(Access.SessionId);
        foreach (var (question, choice) in unsaved)
            answers[question] = choice;
        questions = found;
        await OnStarted.InvokeAsync(started);
        // Back where one was: the first question without an answer.
        current = Math.Max(0, questions.ToList().FindIndex(question => !answers.ContainsKey(question.Id)));
        var access = Access;
        saver = new AnswerSaver((question, choice, cancellation) => Sheet.KeepAsync(access, question, choice, cancellation), Time, SavingChanged);
        foreach (var (question, choice) in unsaved)
            saver.Keep(question, choice);
        // In the exam room it is the room that hears of the end.
        if (!started.Proctored)
            following = Feed.Follow(started.Id, news => _ = news is FinishedNews ? InvokeAsync(Ended) : Task.CompletedTask);
    }

    void Choose(int choice)
    {
        var question = questions[current].Id;
        answers[question] = choice;
        saver!.Keep(question, choice);
    }

    async Task AskToHandInAsync()
    {
        var open = questions.Where(question => !answers.ContainsKey(question.Id)).Select(question => question.Number).ToList();
        var dialog = await Dialogs.ShowAsync<SubmitDialog>(L["Submit_Title"], new DialogParameters<SubmitDialog> { { question => question.Unanswered, open } });
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
            var allSaved = saver is null || await saver.FlushAsync(TimeIsUp ? LastAnswersOfAll : LastAnswers);
            if (!allSaved && !TimeIsUp)
                (trouble, notAllSaved, busy) = (L["Quiz_NotAllSaved"], true, false);
            else if (room is not null)
                await room.EndAsync();
            else if (await Closer.SubmitAsync(Access, null, gone.Token) is not null)
                await Ended();
        }
        catch (Exception) when (!gone.IsCancellationRequested)
        {
            trouble = L["Quiz_SubmitFailed"];
            busy = false;
        }
    }

    Task Ended() => OnEnded.InvokeAsync();

    public void Dispose()
    {
        gone.Cancel();
        following?.Dispose();
        if (saver is not null)
            Unsaved.Leave(Access.SessionId, saver);
        gone.Dispose();
    }
}
