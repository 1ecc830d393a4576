using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Storage.Outbox;

/// <summary>Adds an event to the outbox when a session starts, ends, is graded, is decided, receives a flag of severity High or could not
/// be monitored, in the save that changes it: neither is stored without the other, and no writer can forget the event.</summary>
internal sealed class SessionEvents(TimeProvider time) : SaveChangesInterceptor
{
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        if (eventData.Context is ProctoringDb { Unchained: false } database)
            Add(database);
        return ValueTask.FromResult(result);
    }

    void Add(ProctoringDb database)
    {
        var now = time.GetUtcNow();
        foreach (var entry in database.ChangeTracker.Entries<ProctoringSession>().ToList())
        {
            // A save that is repeated after a failure finds the event of the first attempt in its context.
            if (TypeOf(entry) is { } type && !IsWaiting(database, entry.Entity.Id, type, null))
                Add(database, type, entry.Entity.Id, null, now);
        }

        foreach (var entry in database.ChangeTracker.Entries<ProctoringViolation>().ToList())
        {
            if (BecameHigh(entry))
                AddOnce(database, OutboxEventTypes.Flagged, entry.Entity, now);
            if (entry is { State: EntityState.Added, Entity.Type: MonitoringDegradedRule.Id })
                AddOnce(database, OutboxEventTypes.Degraded, entry.Entity, now);
        }
    }

    static void AddOnce(ProctoringDb database, string type, ProctoringViolation flag, DateTimeOffset now)
    {
        if (!IsWaiting(database, flag.SessionId, type, flag.Id))
            Add(database, type, flag.SessionId, flag.Id, now);
    }

    static void Add(ProctoringDb database, string type, Guid sessionId, Guid? violationId, DateTimeOffset now) =>
        database.Add(
            new OutboxEvent
            {
                Id = Guid.CreateVersion7(now),
                Type = type,
                SessionId = sessionId,
                ViolationId = violationId,
                OccurredAt = now.UtcDateTime,
            }
        );

    static bool BecameHigh(EntityEntry<ProctoringViolation> entry) =>
        entry.Entity.Severity == Severity.High
        && (
            entry.State == EntityState.Added
            || (entry.State == EntityState.Modified && entry.Property(row => row.Severity).OriginalValue != Severity.High)
        );

    static string? TypeOf(EntityEntry<ProctoringSession> entry)
    {
        // Staff are not informed of practice.
        if (entry is not { State: EntityState.Modified } or { Entity: { ApiKeyId: null, Practice: true } })
            return null;
        var (status, verdict) = (entry.Property(row => row.Status), entry.Property(row => row.Verdict));
        if (status.CurrentValue != status.OriginalValue)
            return status.CurrentValue switch
            {
                SessionStatus.Preparing => null,
                SessionStatus.Running => OutboxEventTypes.Started,
                SessionStatus.Submitted => OutboxEventTypes.Submitted,
                _ => OutboxEventTypes.Ended,
            };
        if (verdict.CurrentValue != verdict.OriginalValue)
            return OutboxEventTypes.Reviewed;
        // Points exist only if this server scored the answers. A host knows the result that it reported itself.
        var score = entry.Property(row => row.Score);
        return entry.Entity is { FinishedAt: not null, Points: not null, Score: not null } && score.CurrentValue != score.OriginalValue
            ? OutboxEventTypes.Graded
            : null;
    }

    static bool IsWaiting(ProctoringDb database, Guid sessionId, string type, Guid? violationId) =>
        database
            .ChangeTracker.Entries<OutboxEvent>()
            .Any(entry =>
                entry.State == EntityState.Added
                && entry.Entity.SessionId == sessionId
                && entry.Entity.Type == type
                && entry.Entity.ViolationId == violationId
            );
}
