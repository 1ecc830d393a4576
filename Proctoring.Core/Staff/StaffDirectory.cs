using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Staff;

/// <summary>Who is staff at this moment, by the database and not by what a cookie once said.</summary>
internal sealed class StaffDirectory(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    /// <summary>The member of staff with the roles they have now; null where the account is gone, switched off, or was signed out everywhere since.</summary>
    /// <param name="userId">The account.</param>
    /// <param name="stamp">The security stamp that the cookie carries.</param>
    /// <param name="address">Where they come from.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<StaffViewer?> FindAsync(Guid userId, string? stamp, string? address, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await database.Users.AsNoTracking()
            .Where(user => user.Id == userId && user.DisabledAt == null && user.SecurityStamp == stamp)
            .Select(user => new
            {
                user.Name,
                // Written out here: behind a method the database would be asked once a row, while its answer is still being read.
                Roles = (from link in database.UserRoles
                         join role in database.Roles on link.RoleId equals role.Id
                         where link.UserId == user.Id
                         select role.Name).ToList(),
            })
            .FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        return found is null ? null : new StaffViewer(userId, found.Name, found.Roles, address);
    }

    /// <summary>Whether somebody could sign in and administer: an administrator who is not switched off.</summary>
    public async Task<bool> HasAdministratorAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await Administrators(database).AnyAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>All accounts by name; none for who is no administrator.</summary>
    public async Task<IReadOnlyList<StaffRow>> ListAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var rows = await database.Users.AsNoTracking().OrderBy(user => user.Name).Select(user => new
        {
            user.Id,
            user.Name,
            user.Email,
            Roles = (from link in database.UserRoles
                     join role in database.Roles on link.RoleId equals role.Id
                     where link.UserId == user.Id
                     select role.Name).ToList(),
            Invited = user.PasswordHash == null,
            user.CreatedAt,
            user.DisabledAt,
            user.LockoutEnd,
            LastSignIn = database.AuditEntries.Where(entry => entry.ActorId == user.Id && entry.Action == "signed_in").Max(entry => (DateTime?)entry.At),
        }).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => new StaffRow(
            row.Id, row.Name, row.Email ?? "", [.. StaffRoles.All.Where(row.Roles.Contains)], row.Invited, row.CreatedAt, row.DisabledAt,
            row.LockoutEnd > now ? row.LockoutEnd.Value.UtcDateTime : null, row.LastSignIn))];
    }

    /// <summary>The administrators who are not switched off.</summary>
    public static IQueryable<StaffUser> Administrators(ProctoringDb database) => database.Users.Where(user =>
        user.DisabledAt == null
        && database.UserRoles.Any(link => link.UserId == user.Id && database.Roles.Any(role => role.Id == link.RoleId && role.Name == StaffRoles.Administrator)));
}
