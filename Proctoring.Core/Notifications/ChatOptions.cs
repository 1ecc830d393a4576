using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Storage.Outbox;

namespace Proctoring.Core.Notifications;

/// <summary>The room of a chat system that receives events. Without an address, nothing is sent.</summary>
public sealed class ChatOptions : IValidatableObject
{
    /// <summary>The address of an incoming webhook of Slack, Teams or a compatible system; empty for none. It is a secret: set it by an
    /// environment variable, not in a file that others read.</summary>
    public string Url { get; set; } = "";

    /// <summary>The form of the messages.</summary>
    public ChatFormat Format { get; set; } = ChatFormat.Slack;

    /// <summary>The events that the room receives; exam.flagged if empty.</summary>
    public string[] Events { get; set; } = [];

    /// <summary>Whether there is a room.</summary>
    internal bool IsSet => Url.Length > 0;

    internal IReadOnlyList<string> WantedEvents => Events.Length == 0 ? [OutboxEventTypes.Flagged] : Events;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsSet && !(Uri.TryCreate(Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            yield return new ValidationResult("must be a web address", [nameof(Url)]);
        if (Events.Except(OutboxEventTypes.All).FirstOrDefault() is { } unknown)
            yield return new ValidationResult(
                $"has the unknown event \"{unknown}\"; known are {string.Join(", ", OutboxEventTypes.All)}",
                [nameof(Events)]
            );
    }
}

/// <summary>The form of a message to a chat system.</summary>
public enum ChatFormat
{
    /// <summary>{"text": "…"}, which Slack, Mattermost, Rocket.Chat and others read.</summary>
    Slack,

    /// <summary>An adaptive card, which workflows of Teams read.</summary>
    Teams,
}
