using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Sessions;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Brings answers to the server one after another, the last choice of each question, and tries again until it is kept.</summary>
internal sealed class AnswerSaver(Func<int, int, CancellationToken, Task<AnswerOutcome>> keep, TimeProvider time, Action changed) : IDisposable
{
    static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    readonly Dictionary<int, int> waiting = [];
    readonly CancellationTokenSource stop = new();
    Task working = Task.CompletedTask;

    /// <summary>How the newest answers stand.</summary>
    public SaveState State { get; private set; }

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
            catch (Exception cause) when (cause is DbException or DbUpdateException or InvalidOperationException or TimeoutException or IOException)
            {
                Show(SaveState.Retrying);
                if (!await PauseAsync(wait))
                    return;
                wait = TimeSpan.FromSeconds(Math.Min(wait.TotalSeconds * 2, LongestWait.TotalSeconds));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }

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
        changed();
    }

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
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
