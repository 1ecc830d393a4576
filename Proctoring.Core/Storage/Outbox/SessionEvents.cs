using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage.Outbox;

/// <summary>Adds an event to the outbox when a session of another system starts, ends or is decided, in the save that changes the
/// session: neither is stored without the other, and no writer can forget the event.</summary>
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
            if (TypeOf(entry) is not { } type || IsWaiting(database, entry.Entity.Id, type))
                continue;
            database.Add(
                new OutboxEvent
                {
                    Id = Guid.CreateVersion7(now),
                    Type = type,
                    SessionId = entry.Entity.Id,
                    OccurredAt = now.UtcDateTime,
                }
            );
        }
    }

    static string? TypeOf(EntityEntry<ProctoringSession> entry)
    {
        if (entry is not { State: EntityState.Modified, Entity.ApiKeyId: not null })
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
        return verdict.CurrentValue != verdict.OriginalValue ? OutboxEventTypes.Reviewed : null;
    }

    static bool IsWaiting(ProctoringDb database, Guid sessionId, string type) =>
        database
            .ChangeTracker.Entries<OutboxEvent>()
            .Any(entry => entry.State == EntityState.Added && entry.Entity.SessionId == sessionId && entry.Entity.Type == type);
}
