using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Staff;

/// <summary>Starts, confirms and ends the sign-ins of staff, one row per browser.</summary>
internal sealed class StaffSessions(IDbContextFactory<ProctoringDb> databases, IOptions<ProctoringOptions> options, TimeProvider time)
{
    /// <summary>The precision of <see cref="StaffSession.LastUsedAt"/>, so that most requests write nothing.</summary>
    static readonly TimeSpan UseRecordedEvery = TimeSpan.FromMinutes(5);

    /// <summary>Starts a sign-in and removes expired ones.</summary>
    public async Task<Guid> StartAsync(Guid userId, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        // The cookie expires after SessionTimeout; the extra day covers pages that stay open without a request.
        var expired = now - options.Value.SignIn.SessionTimeout - TimeSpan.FromDays(1);
        var session = new StaffSession
        {
            Id = Guid.NewGuid(),
            UserId = userId,
            CreatedAt = now,
            LastUsedAt = now,
        };
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await database.StaffSessions.Where(row => row.LastUsedAt < expired).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        database.Add(session);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return session.Id;
    }

    /// <summary>Decides whether a cookie belongs to a current sign-in of an active account, and records the use.</summary>
    public async Task<bool> ConfirmAsync(StaffTicket ticket, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var lastUse = await database
            .SignedIn(ticket)
            .Select(_ =>
                database
                    .StaffSessions.Where(session => session.Id == ticket.SessionId)
                    .Select(session => (DateTime?)session.LastUsedAt)
                    .FirstOrDefault()
            )
            .FirstOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (lastUse is null)
            return false;
        if (now - lastUse >= UseRecordedEvery)
        {
            await database
                .StaffSessions.Where(session => session.Id == ticket.SessionId)
                .ExecuteUpdateAsync(set => set.SetProperty(session => session.LastUsedAt, now), cancellation)
                .ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Ends one sign-in. The server refuses every copy of its cookie from the next request.</summary>
    public async Task EndAsync(Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await database.StaffSessions.Where(session => session.Id == sessionId).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
    }
}

/// <summary>Finds the account behind a cookie.</summary>
internal static class StaffSessionQueries
{
    /// <summary>Returns the account of a ticket; empty if it is switched off or the sign-in has ended.</summary>
    public static IQueryable<StaffUser> SignedIn(this ProctoringDb database, StaffTicket ticket) =>
        database
            .Users.AsNoTracking()
            .Where(user =>
                user.Id == ticket.UserId
                && user.DisabledAt == null
                && user.SecurityStamp == ticket.Stamp
                && database.StaffSessions.Any(session => session.Id == ticket.SessionId && session.UserId == ticket.UserId)
            );
}
