namespace Proctoring.Core.Storage.Outbox;

/// <summary>A fact that leaves the product. It is stored in the transaction that makes it true, and delivered
/// later.</summary>
public sealed class OutboxEvent
{
    public Guid Id { get; init; }

    /// <summary>One of <see cref="OutboxEventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The session; null for an invitation and for the test of a webhook.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The invitation to send; null for all other events.</summary>
    public Guid? InvitationId { get; init; }

    /// <summary>The flag; null for events of a whole session.</summary>
    public Guid? ViolationId { get; init; }

    /// <summary>When it became true, UTC.</summary>
    public DateTime OccurredAt { get; init; }

    /// <summary>The message as JSON; null until the event is dispatched. Every attempt sends the same bytes.</summary>
    public string? Payload { get; set; }

    /// <summary>When its deliveries were created, UTC; null while it waits.</summary>
    public DateTime? DispatchedAt { get; set; }
}

/// <summary>The types of events, as they are stored and sent.</summary>
public static class OutboxEventTypes
{
    public const string Started = "exam.started";
    public const string Submitted = "exam.submitted";

    /// <summary>Ended without a submission: its time was up, staff or the host ended it, or it expired.</summary>
    public const string Ended = "exam.ended";

    /// <summary>A person has graded the last answer of an ended exam, or graded again, so that its score changed.</summary>
    public const string Graded = "exam.graded";

    /// <summary>The final verdict was given or withdrawn.</summary>
    public const string Reviewed = "exam.reviewed";

    /// <summary>A flag of severity High was stored, or an earlier flag became one.</summary>
    public const string Flagged = "exam.flagged";

    /// <summary>A flag was stored that the server could not monitor for a while.</summary>
    public const string Degraded = "exam.degraded";

    /// <summary>The personal data of the session's student was erased.</summary>
    public const string Erased = "exam.erased";

    /// <summary>Staff asked that an invitation is sent to the candidate.</summary>
    public const string Invitation = "invitation.send";

    /// <summary>A person asked for a link to a new password of a staff account.</summary>
    public const string PasswordLink = "password.link";

    /// <summary>Sent on request, to try a webhook.</summary>
    public const string Test = "webhook.test";

    /// <summary>The types that a webhook or a member of staff can subscribe to.</summary>
    public static IReadOnlyList<string> All { get; } = [Started, Flagged, Degraded, Submitted, Ended, Graded, Reviewed, Erased];

    /// <summary>All types. During an update, a server of a later version may store others, which only that version dispatches.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. All, Invitation, PasswordLink, Test];
}
