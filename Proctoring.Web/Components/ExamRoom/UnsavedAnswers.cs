using System.Collections.Concurrent;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Answers of pages that went before all was kept; the next page of the same session takes them up, so that an old choice never comes after a new one.</summary>
internal sealed class UnsavedAnswers
{
    readonly ConcurrentDictionary<Guid, AnswerSaver> leaving = new();

    /// <summary>A page goes: its saver goes on alone.</summary>
    public void Leave(Guid sessionId, AnswerSaver saver)
    {
        saver.Dispose();
        if (saver.Working.IsCompleted)
            return;
        leaving[sessionId] = saver;
        _ = saver.Working.ContinueWith(
            _ => leaving.TryRemove(new KeyValuePair<Guid, AnswerSaver>(sessionId, saver)),
            CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>What an earlier page of the session could not keep so far, by question id; from now on it is the caller's to keep.</summary>
    public async Task<IReadOnlyDictionary<int, int>> TakeAsync(Guid sessionId) =>
        leaving.TryRemove(sessionId, out var saver) ? await saver.GiveUpAsync() : new Dictionary<int, int>();
}
