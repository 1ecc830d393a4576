using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Accounts;

/// <summary>Who is staff at this moment, by the database and not by what a cookie once said.</summary>
internal sealed class StaffDirectory(IDbContextFactory<ProctoringDb> databases)
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
            .Select(user => new { user.Name, Roles = RolesOf(database, user.Id).ToList() })
            .FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        return found is null ? null : new StaffViewer(userId, found.Name, found.Roles, address);
    }

    /// <summary>Whether somebody could sign in and administer: an administrator who is not switched off.</summary>
    public async Task<bool> HasAdministratorAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await Administrators(database).AnyAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The administrators who are not switched off.</summary>
    public static IQueryable<StaffUser> Administrators(ProctoringDb database) => database.Users.Where(user =>
        user.DisabledAt == null
        && database.UserRoles.Any(link => link.UserId == user.Id && database.Roles.Any(role => role.Id == link.RoleId && role.Name == StaffRoles.Administrator)));

    static IQueryable<string> RolesOf(ProctoringDb database, Guid userId) =>
        from link in database.UserRoles
        join role in database.Roles on link.RoleId equals role.Id
        where link.UserId == userId
        select role.Name;
}
