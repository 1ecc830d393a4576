using Proctoring.Core.Sessions.Running;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>
/// Brings answers to the server one after another, the last choice of each question, and tries again until it is kept. When its page goes,
/// it goes on alone for a while with what still waits.
/// </summary>
internal sealed class AnswerSaver(Func<int, int, CancellationToken, Task<AnswerOutcome>> keep, TimeProvider time, Action changed) : IDisposable
{
    static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>How long it goes on after its page went.</summary>
    static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(30);

    readonly Dictionary<int, int> waiting = [];
    readonly CancellationTokenSource stop = new(Timeout.InfiniteTimeSpan, time);
    Task working = Task.CompletedTask;
    bool alone;

    /// <summary>How the newest answers stand.</summary>
    public SaveState State { get; private set; }

    /// <summary>Ends when nothing is on its way any more: all is kept, or it was given up.</summary>
    public Task Working => working;

    /// <summary>Keeps a choice; to be called on the component's own thread.</summary>
    public void Keep(int questionId, int choice)
    {
        waiting[questionId] = choice;
        if (State != SaveState.Retrying)
            Show(SaveState.Saving);
        if (working.IsCompleted)
            working = SaveAsync();
    }

    /// <summary>Waits until all is kept, but not longer than the limit; true where nothing waits.</summary>
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

    /// <summary>Gives up at once; what could not be kept, by question id.</summary>
    public async Task<IReadOnlyDictionary<int, int>> GiveUpAsync()
    {
        await stop.CancelAsync();
        await working;
        return waiting;
    }

    async Task SaveAsync()
    {
        var wait = FirstWait;
        while (waiting.Count > 0 && !stop.IsCancellationRequested)
        {
            var (question, choice) = waiting.First();
            try
            {
                var outcome = await keep(question, choice, stop.Token);
                // Chosen anew while this was on its way: the newer choice still waits.
                if (waiting.TryGetValue(question, out var newest) && newest == choice)
                    waiting.Remove(question);
                if (outcome == AnswerOutcome.Closed)
                {
                    waiting.Clear();
                    Show(SaveState.Closed);
                    return;
                }

                wait = FirstWait;
            }
            catch (Exception) when (!stop.IsCancellationRequested)
            {
                // Whatever it was: an answer is not dropped for it.
                Show(SaveState.Retrying);
                if (!await PauseAsync(wait))
                    return;
                wait = TimeSpan.FromSeconds(Math.Min(wait.TotalSeconds * 2, LongestWait.TotalSeconds));
            }
            catch (Exception)
            {
                return;
            }
        }

        if (waiting.Count == 0)
            Show(SaveState.Saved);
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
            return false;
        }
    }

    void Show(SaveState state)
    {
        State = state;
        if (!alone)
            changed();
    }

    /// <summary>The page goes. What is on its way is not cancelled by that.</summary>
    public void Dispose()
    {
        if (alone)
            return;
        alone = true;
        // Its timer is all that it holds, and ends it.
        stop.CancelAfter(Afterwards);
    }
}

/// <summary>How the newest answers stand.</summary>
public enum SaveState
{
    /// <summary>Nothing was answered since the page was opened.</summary>
    Idle,
    Saving,
    Saved,
    Retrying,

    /// <summary>The exam takes no more answers.</summary>
    Closed,
}
