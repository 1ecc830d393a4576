using System.Collections.Concurrent;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Holds the answers of pages that closed before everything was stored. The next page of the same session takes them over, so that
/// two savers never work on one session.</summary>
internal sealed class UnsavedAnswers
{
    readonly ConcurrentDictionary<Guid, AnswerSaver> leaving = new();

    /// <summary>A page has closed. Its saver continues alone.</summary>
    public void Leave(Guid sessionId, AnswerSaver saver)
    {
        saver.Dispose();
        if (saver.Working.IsCompleted)
            return;
        leaving[sessionId] = saver;
        _ = saver.Working.ContinueWith(
            _ => leaving.TryRemove(new KeyValuePair<Guid, AnswerSaver>(sessionId, saver)),
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default
        );
    }

    /// <summary>Returns the answers that an earlier page of the session could not store. From now on the caller stores them.</summary>
    public async Task<IReadOnlyList<GivenAnswer>> TakeAsync(Guid sessionId) =>
        leaving.TryRemove(sessionId, out var saver) ? await saver.GiveUpAsync() : [];
}
