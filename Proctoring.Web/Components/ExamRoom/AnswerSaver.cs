using Proctoring.Core.Sessions.Running;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Stores answers one after another, the newest of each question, and retries until each is stored. After its page has closed, it
/// continues for a while with the remaining answers.</summary>
internal sealed class AnswerSaver(
    Func<GivenAnswer, CancellationToken, Task<AnswerOutcome>> store,
    TimeProvider time,
    ILogger log,
    Guid sessionId,
    Action changed
) : IDisposable
{
    static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>How long it continues after its page has closed.</summary>
    static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(30);

    readonly Dictionary<int, Waiting> waiting = [];
    readonly CancellationTokenSource stop = new(Timeout.InfiniteTimeSpan, time);
    Task working = Task.CompletedTask;
    bool alone;
    bool takenOver;

    /// <summary>The state of the newest answers.</summary>
    public SaveState State { get; private set; }

    /// <summary>Completes when no answer is pending: each is stored or was given up.</summary>
    public Task Working => working;

    /// <summary>Stores an answer. Call it on the component's own thread.</summary>
    /// <returns>Completes once this answer or a newer one to the same question is stored, or will never be.</returns>
    public Task<AnswerOutcome> StoreAsync(GivenAnswer answer)
    {
        if (waiting.TryGetValue(answer.QuestionId, out var before) && before.Answer.At > answer.At)
            return before.Done.Task;
        var mine = new Waiting(
            answer,
            before?.Done ?? new TaskCompletionSource<AnswerOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        waiting[answer.QuestionId] = mine;
        if (State != SaveState.Retrying)
            Show(SaveState.Saving);
        if (working.IsCompleted)
            working = SaveAsync();
        return mine.Done.Task;
    }

    /// <summary>Waits until everything is stored, but no longer than the limit. True if nothing waits.</summary>
    public async Task<bool> FlushAsync(TimeSpan limit)
    {
        try
        {
            await working.WaitAsync(limit, time);
        }
        catch (TimeoutException)
        {
            return false;
        }

        return waiting.Count == 0;
    }

    /// <summary>Stops at once and returns the answers that could not be stored.</summary>
    public async Task<IReadOnlyList<GivenAnswer>> GiveUpAsync()
    {
        takenOver = true;
        await stop.CancelAsync();
        await working;
        return [.. waiting.Values.Select(each => each.Answer)];
    }

    async Task SaveAsync()
    {
        var wait = FirstWait;
        while (waiting.Count > 0 && !stop.IsCancellationRequested)
        {
            var next = waiting.Values.First();
            try
            {
                Settle(next, await store(next.Answer, stop.Token));
                wait = FirstWait;
            }
            catch (Exception cause) when (!stop.IsCancellationRequested)
            {
                // An answer must not be dropped, whatever the error is.
                log.AnswerNotStored(cause, sessionId);
                Show(SaveState.Retrying);
                if (!await PauseAsync(wait))
                    break;
                wait = TimeSpan.FromSeconds(Math.Min(wait.TotalSeconds * 2, LongestWait.TotalSeconds));
            }
            catch (Exception cause)
            {
                log.AnswerNotStored(cause, sessionId);
                break;
            }
        }

        if (waiting.Count == 0)
            Show(State == SaveState.Closed ? SaveState.Closed : SaveState.Saved);
        else
            GiveUp();
    }

    void Settle(Waiting settled, AnswerOutcome outcome)
    {
        var question = settled.Answer.QuestionId;
        // The candidate chose again in the meantime: the newer answer still waits.
        if (outcome != AnswerOutcome.Closed && waiting[question] != settled)
            return;
        if (outcome == AnswerOutcome.Closed)
        {
            foreach (var each in waiting.Values)
                each.Done.TrySetResult(outcome);
            waiting.Clear();
            Show(SaveState.Closed);
            return;
        }

        waiting.Remove(question);
        settled.Done.TrySetResult(outcome);
    }

    void GiveUp()
    {
        if (!takenOver)
            log.AnswersGivenUp(null, waiting.Count, sessionId);
        foreach (var each in waiting.Values)
            each.Done.TrySetCanceled();
    }

    async Task<bool> PauseAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, time, stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            // Another page takes over, or the time after the page's end is over.
            return false;
        }
    }

    void Show(SaveState state)
    {
        State = state;
        if (!alone)
            changed();
    }

    /// <summary>The page closes. This does not cancel the answer in progress.</summary>
    public void Dispose()
    {
        if (alone)
            return;
        alone = true;
        // It holds nothing but the timer and the token source.
        stop.CancelAfter(Afterwards);
    }

    sealed record Waiting(GivenAnswer Answer, TaskCompletionSource<AnswerOutcome> Done);
}

/// <summary>An answer from the candidate.</summary>
/// <param name="QuestionId">The question.</param>
/// <param name="Choice">The index of the choice, from 0.</param>
/// <param name="At">The time of the answer, UTC.</param>
internal readonly record struct GivenAnswer(int QuestionId, int Choice, DateTime At);

/// <summary>Whether the server has stored the answers that it has received.</summary>
public enum SaveState
{
    /// <summary>No answer has been received since the page was opened.</summary>
    Idle,
    Saving,
    Saved,
    Retrying,

    /// <summary>The exam accepts no more answers.</summary>
    Closed,
}
