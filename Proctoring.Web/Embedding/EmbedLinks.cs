using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Web.Embedding;

/// <summary>Creates the tickets that open a session in a frame: signed, encrypted, for a single use and a limited time.</summary>
internal sealed class EmbedLinks(
    IDataProtectionProvider protection,
    IDbContextFactory<ProctoringDb> databases,
    IOptions<ProctoringOptions> options,
    TimeProvider time
)
{
    /// <summary>The path of the page that redeems a ticket.</summary>
    public const string Path = "/embed";

    const int LongestTicket = 2000;

    // The ticket contains the right to the session, encrypted: the database has only its token's hash.
    readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Proctoring.EmbedLinks.v1").ToTimeLimitedDataProtector();

    /// <summary>Creates a ticket. Call it only after the caller has proved the right to the session.</summary>
    /// <param name="access">The right to the session.</param>
    /// <param name="until">Until when it opens the session, UTC; null for the usual time.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public async Task<string> CreateAsync(SessionAccess access, DateTime? until, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var lifetime = until - now ?? options.Value.Api.TicketLifetime;
        var ticket = new EmbedTicket
        {
            Id = Guid.NewGuid(),
            SessionId = access.SessionId,
            ExpiresAt = now + lifetime,
        };
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await database.EmbedTickets.Where(row => row.ExpiresAt < now).ExecuteDeleteAsync(cancellation);
        database.Add(ticket);
        await database.SaveChangesAsync(cancellation);
        return protector.Protect($"{ticket.Id:N}/{access.Bearer}", lifetime);
    }

    /// <summary>The path of a ticket's page.</summary>
    public static string PathOf(string ticket) => $"{Path}/{ticket}";

    /// <summary>Returns the right of a ticket that can be redeemed, without redeeming it; null if it can't.</summary>
    public async Task<SessionAccess?> PeekAsync(string ticket, CancellationToken cancellation)
    {
        if (ticket.Length > LongestTicket || Open(ticket) is not var (id, access))
            return null;
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await Redeemable(database, id, access, now).AnyAsync(cancellation) ? access : null;
    }

    /// <summary>The session of a ticket that has not expired, also if it was used; null for another. This is no right to the
    /// session.</summary>
    public Guid? SessionOf(string ticket) => ticket.Length <= LongestTicket && Open(ticket) is var (_, access) ? access.SessionId : null;

    static IQueryable<EmbedTicket> Redeemable(ProctoringDb database, Guid id, SessionAccess access, DateTime now) =>
        database.EmbedTickets.Where(row => row.Id == id && row.SessionId == access.SessionId && row.UsedAt == null && row.ExpiresAt > now);

    /// <summary>Redeems a ticket once. Null if it was used, has expired, or is not ours.</summary>
    public async Task<SessionAccess?> RedeemAsync(string ticket, CancellationToken cancellation)
    {
        if (ticket.Length > LongestTicket || Open(ticket) is not var (id, access))
            return null;
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        // Of two simultaneous uses, one changes the row.
        var mine = await Redeemable(database, id, access, now)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancellation);
        return mine == 1 ? access : null;
    }

    (Guid Id, SessionAccess Access)? Open(string ticket)
    {
        try
        {
            return protector.Unprotect(ticket).Split('/') is [var id, var bearer] && SessionAccess.FromBearer(bearer) is { } access
                ? (Guid.ParseExact(id, "N"), access)
                : null;
        }
        catch (Exception cause) when (cause is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
