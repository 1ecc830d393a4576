using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Sessions;

/// <summary>
/// Remembers the sessions that the server could not open or end, and when to try again. One whose row or chain cannot be read must neither
/// stop the others nor fill the log.
/// </summary>
internal sealed partial class FailedSessions(TimeProvider time, ILogger<FailedSessions> log)
{
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(2);
    static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);

    readonly ConcurrentDictionary<(Guid SessionId, SessionStep Step), Failure> failures = new();

    /// <summary>The number of sessions whose last attempt failed.</summary>
    public int Count => failures.Keys.Select(key => key.SessionId).Distinct().Count();

    /// <summary>The sessions whose last attempt at a step failed.</summary>
    public IReadOnlyList<Guid> Of(SessionStep step) => [.. failures.Keys.Where(key => key.Step == step).Select(key => key.SessionId)];

    /// <summary>Returns whether it is time for an attempt.</summary>
    public bool MayTry(Guid sessionId, SessionStep step) =>
        !failures.TryGetValue((sessionId, step), out var failure) || time.GetElapsedTime(failure.At) >= failure.Pause;

    /// <summary>Logs a failure and doubles the pause before the next attempt.</summary>
    public void Failed(Guid sessionId, SessionStep step, Exception cause)
    {
        var failure = failures.AddOrUpdate(
            (sessionId, step),
            _ => new Failure(1, time.GetTimestamp()),
            (_, last) => new Failure(last.Tries + 1, time.GetTimestamp())
        );
        LogFailed(cause, sessionId, step, failure.Tries, failure.Pause.TotalSeconds);
    }

    public void Succeeded(Guid sessionId, SessionStep step)
    {
        if (failures.TryRemove((sessionId, step), out var failure))
            LogRecovered(sessionId, step, failure.Tries);
    }

    /// <summary>Forgets the failures of sessions that no longer need a step: they ended in another way, or were deleted.</summary>
    public void Keep(SessionStep step, IReadOnlyCollection<Guid> sessions)
    {
        foreach (var key in failures.Keys.Where(key => key.Step == step && !sessions.Contains(key.SessionId)))
            failures.TryRemove(key, out _);
    }

    [LoggerMessage(LogLevel.Error, "Session {SessionId}, step {Step}: failed {Tries} time(s); the next try is in {Seconds:0} s")]
    partial void LogFailed(Exception cause, Guid sessionId, SessionStep step, int tries, double seconds);

    [LoggerMessage(LogLevel.Information, "Session {SessionId}, step {Step}: succeeded after {Tries} failure(s)")]
    partial void LogRecovered(Guid sessionId, SessionStep step, int tries);

    sealed record Failure(int Tries, long At)
    {
        public TimeSpan Pause { get; } =
            TimeSpan.FromSeconds(Math.Min(FirstRetry.TotalSeconds * Math.Pow(2, Tries - 1), LongestRetry.TotalSeconds));
    }
}

/// <summary>The step that the server takes with a session by itself.</summary>
internal enum SessionStep
{
    Open,
    End,
}
