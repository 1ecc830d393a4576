using Proctoring.Core.Exams;

namespace Proctoring.Core.Integration;

/// <summary>A webhook as administrators see it.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="OwnerId">The system, or <see cref="Student.OwnPages"/>.</param>
/// <param name="Address">The host of the address: path and query can be secrets.</param>
/// <param name="Events">The types of events that it receives.</param>
/// <param name="IsDisabled">Whether the receiver asked for no further messages.</param>
internal sealed record WebhookRow(Guid Id, Guid OwnerId, string Address, IReadOnlyList<string> Events, bool IsDisabled);

/// <summary>A calling system as the owner of webhooks.</summary>
/// <param name="OwnerId">The system.</param>
/// <param name="Name">The name of its newest key.</param>
/// <param name="ReceivesMessages">Whether one of its keys reads results and is neither revoked nor expired.</param>
internal sealed record WebhookSystem(Guid OwnerId, string Name, bool ReceivesMessages);
