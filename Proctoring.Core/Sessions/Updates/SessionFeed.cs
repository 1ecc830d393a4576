using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Sessions.Updates;

/// <summary>Tells the pages that follow a session what happens in it.</summary>
internal sealed partial class SessionFeed(ILogger<SessionFeed> log)
{
    readonly ConcurrentDictionary<Guid, ImmutableList<Action<SessionNews>>> followers = new();

    /// <summary>
    /// Calls the follower with every piece of news, on the thread that brings it but in the context of the caller of this method,
    /// until the result is disposed. A page would otherwise write the news in the language of the announcing thread.
    /// </summary>
    public IDisposable Follow(Guid sessionId, Action<SessionNews> receiver)
    {
        var context = ExecutionContext.Capture();
        Action<SessionNews> follower = context is null ? receiver : news => ExecutionContext.Run(context, _ => receiver(news), null);
        followers.AddOrUpdate(sessionId, [follower], (_, all) => all.Add(follower));
        return new Subscription(this, sessionId, follower);
    }

    /// <summary>Brings a piece of news to all who follow the session.</summary>
    public void Announce(Guid sessionId, SessionNews news)
    {
        foreach (var follower in followers.GetValueOrDefault(sessionId, []))
        {
            try
            {
                follower(news);
            }
            catch (Exception fault)
            {
                // A page that fails must not keep the news from the others, nor end the watching that brings it.
                LogFollower(fault, sessionId);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "A page that follows session {SessionId} failed on its news")]
    partial void LogFollower(Exception fault, Guid sessionId);

    void Leave(Guid sessionId, Action<SessionNews> follower)
    {
        while (followers.TryGetValue(sessionId, out var all))
        {
            var rest = all.Remove(follower);
            if (
                rest.IsEmpty
                    ? followers.TryRemove(new KeyValuePair<Guid, ImmutableList<Action<SessionNews>>>(sessionId, all))
                    : followers.TryUpdate(sessionId, rest, all)
            )
                return;
        }
    }

    sealed class Subscription(SessionFeed feed, Guid sessionId, Action<SessionNews> follower) : IDisposable
    {
        public void Dispose() => feed.Leave(sessionId, follower);
    }
}

/// <summary>Something that happened in a session.</summary>
public abstract record SessionNews;

/// <summary>A violation began, went on or ended.</summary>
/// <param name="Change">What the rules said.</param>
public sealed record ViolationNews(ViolationChange Change) : SessionNews;

/// <summary>How the watching itself stands; announced when it changes.</summary>
/// <param name="State">The state now.</param>
public sealed record WatchNews(WatchState State) : SessionNews;

/// <summary>The session is over.</summary>
public sealed record FinishedNews(SessionStatus Status) : SessionNews;

/// <summary>Staff wrote to the candidate.</summary>
public sealed record MessageNews(Guid Id, string Text, DateTime SentAt) : SessionNews;

/// <summary>The candidate's page showed a message of staff.</summary>
public sealed record MessageShownNews(Guid Id, DateTime ShownAt) : SessionNews;

/// <summary>How the watching of a session stands.</summary>
public enum WatchState
{
    /// <summary>No frame has come yet.</summary>
    Waiting,

    /// <summary>Frames come and are read.</summary>
    Active,

    /// <summary>No frame has come for a while.</summary>
    Silent,

    /// <summary>Frames come, but the models can't look.</summary>
    Blind,

    /// <summary>Nothing is looked at, because the page around the exam asked for a pause.</summary>
    Paused,
}
