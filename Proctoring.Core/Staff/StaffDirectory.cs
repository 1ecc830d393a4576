using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Staff;

/// <summary>Reads staff accounts from the database, which may differ from what a cookie claims.</summary>
internal sealed class StaffDirectory(IDbContextFactory<ProctoringDb> databases)
{
    /// <summary>Returns the member of staff with their current roles; null if the account is switched off or the sign-in has
    /// ended.</summary>
    /// <param name="ticket">The claims of the cookie.</param>
    /// <param name="address">The network address of the browser.</param>
    /// <param name="cancellation">Stops the query.</param>
    public async Task<StaffViewer?> FindAsync(StaffTicket ticket, string? address, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.ViewerAsync(database.SignedIn(ticket), address, cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns whether there is an active administrator.</summary>
    public async Task<bool> HasAdministratorAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await Administrators(database).AnyAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns all accounts by name; an empty list unless the viewer is an administrator.</summary>
    public async Task<IReadOnlyList<StaffRow>> ListAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database
            .Users.AsNoTracking()
            .OrderBy(user => user.Name)
            .Select(user => new
            {
                user.Id,
                user.Name,
                user.Email,
                Roles = (
                    from link in database.UserRoles
                    join role in database.Roles on link.RoleId equals role.Id
                    where link.UserId == user.Id
                    select role.Name
                ).ToList(),
                Invited = user.PasswordHash == null,
                user.CreatedAt,
                user.DisabledAt,
                LastSignIn = database
                    .AuditEntries.Where(entry => entry.ActorId == user.Id && entry.Action == "signed_in")
                    .Max(entry => (DateTime?)entry.At),
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return
        [
            .. rows.Select(row => new StaffRow(
                row.Id,
                row.Name,
                row.Email ?? "",
                [.. StaffRoles.All.Where(row.Roles.Contains)],
                row.Invited,
                row.CreatedAt,
                row.DisabledAt,
                row.LastSignIn
            )),
        ];
    }

    /// <summary>The active administrators.</summary>
    public static IQueryable<StaffUser> Administrators(ProctoringDb database) =>
        database.Users.Where(user =>
            user.DisabledAt == null
            && database.UserRoles.Any(link =>
                link.UserId == user.Id && database.Roles.Any(role => role.Id == link.RoleId && role.Name == StaffRoles.Administrator)
            )
        );
}
