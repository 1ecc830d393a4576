using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Sessions.Updates;

/// <summary>Publishes the news of a session to the pages that follow it.</summary>
internal sealed partial class SessionFeed(ILogger<SessionFeed> log)
{
    readonly ConcurrentDictionary<Guid, ImmutableList<Action<SessionNews>>> followers = new();

    /// <summary>Connects this feed to those of the other servers; null for a server that is alone.</summary>
    public INewsRelay? Relay { get; set; }

    /// <summary>The sessions that pages of this server follow.</summary>
    public ICollection<Guid> Followed => followers.Keys;

    /// <summary>Calls the follower with every piece of news, on the publishing thread but in the context of the caller of this method,
    /// until the result is disposed. Otherwise a page would use the language of the publishing thread.</summary>
    public IDisposable Follow(Guid sessionId, Action<SessionNews> receiver)
    {
        var context = ExecutionContext.Capture();
        Action<SessionNews> follower = context is null ? receiver : news => ExecutionContext.Run(context, _ => receiver(news), null);
        followers.AddOrUpdate(sessionId, [follower], (_, all) => all.Add(follower));
        Relay?.Follow(sessionId);
        return new Subscription(this, sessionId, follower);
    }

    /// <summary>Publishes a piece of news to everyone who follows the session, on every server.</summary>
    public void Announce(Guid sessionId, SessionNews news)
    {
        Deliver(sessionId, news);
        Relay?.Send(sessionId, news);
    }

    /// <summary>Publishes a piece of news to everyone who follows the session on this server.</summary>
    public void Deliver(Guid sessionId, SessionNews news)
    {
        foreach (var follower in followers.GetValueOrDefault(sessionId, []))
        {
            try
            {
                follower(news);
            }
            catch (Exception fault)
            {
                // A page that fails must not keep the news from the others, nor end the monitoring that publishes it.
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

/// <summary>Passes news on between servers. The members must not wait.</summary>
internal interface INewsRelay
{
    /// <summary>A page of this server follows a session.</summary>
    void Follow(Guid sessionId);

    /// <summary>Sends news of this server to the others.</summary>
    void Send(Guid sessionId, SessionNews news);
}

/// <summary>An event of a session.</summary>
[GenerateSerializer, Immutable, Alias("proctoring.news")]
public abstract record SessionNews;

/// <summary>A violation began, continued or ended.</summary>
/// <param name="Change">The change from the rules.</param>
[GenerateSerializer, Immutable, Alias("proctoring.news.violation")]
public sealed record ViolationNews(ViolationChange Change) : SessionNews;

/// <summary>A change of the monitoring's state.</summary>
/// <param name="State">The new state.</param>
[GenerateSerializer, Immutable, Alias("proctoring.news.watch")]
public sealed record WatchNews(WatchState State) : SessionNews;

/// <summary>The session is over.</summary>
[GenerateSerializer, Immutable, Alias("proctoring.news.finished")]
public sealed record FinishedNews(SessionStatus Status) : SessionNews;

/// <summary>Staff wrote to the candidate.</summary>
[GenerateSerializer, Immutable, Alias("proctoring.news.message")]
public sealed record MessageNews(Guid Id, string Text, DateTime SentAt) : SessionNews;

/// <summary>The candidate wrote to the proctor.</summary>
[GenerateSerializer, Immutable, Alias("proctoring.news.candidate_message")]
public sealed record CandidateMessageNews(Guid Id, string Text, DateTime SentAt) : SessionNews;

/// <summary>The candidate's page showed a staff message.</summary>
[GenerateSerializer, Immutable, Alias("proctoring.news.message_shown")]
public sealed record MessageShownNews(Guid Id, DateTime ShownAt) : SessionNews;

/// <summary>The deadline was changed: extended, or by the beginning or end of a pause.</summary>
[GenerateSerializer, Immutable, Alias("proctoring.news.deadline")]
public sealed record DeadlineNews(TimeChange Change) : SessionNews;

/// <summary>A person has checked the candidate's identity.</summary>
/// <param name="Confirmed">Whether they recognised the candidate.</param>
[GenerateSerializer, Immutable, Alias("proctoring.news.identity")]
public sealed record IdentityNews(bool Confirmed) : SessionNews;

/// <summary>A request to turn the head runs or has ended.</summary>
/// <param name="Wanted">What the candidate should do now: Ahead, Left, Right or Up; null if the request is over.</param>
/// <param name="Result">Its result; null while it runs, or if it was cancelled.</param>
[GenerateSerializer, Immutable, Alias("proctoring.news.turn")]
public sealed record TurnNews(string? Wanted, string? Result) : SessionNews;

/// <summary>News may have been missed, because the session runs on another server now: read its state again. Never sent between
/// servers.</summary>
public sealed record MissedNews : SessionNews;

/// <summary>The state of a session's monitoring.</summary>
public enum WatchState
{
    /// <summary>No frame has arrived yet.</summary>
    Waiting,

    /// <summary>Frames arrive and are read.</summary>
    Active,

    /// <summary>No frame has arrived for a while.</summary>
    Silent,

    /// <summary>Frames arrive, but the models can't read them.</summary>
    Blind,

    /// <summary>Nothing is analysed, because monitoring is paused.</summary>
    Paused,
}
