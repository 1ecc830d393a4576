using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Proctoring.Core.Storage.Staff;

/// <summary>Creates the missing rows of <see cref="StaffRoles"/>.</summary>
internal static class StaffRoleRows
{
    public static async Task KeepAsync(ProctoringDb database, CancellationToken cancellation)
    {
        var there = await database.Roles.Select(role => role.Name).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var name in StaffRoles.All.Except(there))
            database.Roles.Add(
                new IdentityRole<Guid>(name!)
                {
                    Id = Guid.CreateVersion7(),
                    NormalizedName = name!.ToUpperInvariant(),
                    ConcurrencyStamp = Guid.NewGuid().ToString(),
                }
            );
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }
}
